// Every due of tests/data/dues.tsv, asked and compared:   mono DueVectors.exe RULES VECTORS
using System;
using System.Collections.Generic;
using System.IO;

static class DueVectors {
    static int Main(string[] args) {
        var packs = new Dictionary<string, IntPtr>();
        int agreed = 0, differed = 0;
        foreach (string line in File.ReadAllLines(args[1])) {
            if (line.StartsWith("#")) continue;
            string[] field = line.Split('\t');
            if (!packs.TryGetValue(field[0], out IntPtr pack)) {
                Thoihan.Must(Thoihan.tho_pack_open(args[0] + "/" + field[0], Thoihan.Nts, out pack, out IntPtr err), err);
                packs[field[0]] = pack;
            }
            Deadline due = Thoihan.Due(pack, field[1], field[2] == "-" ? null : field[2], Thoihan.Time(field[3]));
            string provisional = (due.Flags & Thoihan.DeadlineProvisional) != 0 ? "1" : "0";
            if (Thoihan.TimeText(due.Due) == field[4] && Thoihan.TimeText(due.LateFrom) == field[5] &&
                Thoihan.DayText(due.DueDay) == field[6] && provisional == field[7]) {
                ++agreed;
            } else {
                ++differed;
                Console.Error.WriteLine("differs: " + line);
            }
        }
        foreach (IntPtr pack in packs.Values) Thoihan.tho_pack_release(pack);
        Console.WriteLine(agreed + " dues agree, " + differed + " differ");
        return agreed > 0 && differed == 0 ? 0 : 1;
    }
}
