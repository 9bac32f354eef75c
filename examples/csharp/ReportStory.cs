// The story of examples/c/report_story.c:   mono ReportStory.exe PACK ACTS DATABASE
using System;
using System.IO;
using System.Text;

static class ReportStory {
    static void Main(string[] args) {
        var stdout = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n", AutoFlush = true };
        IntPtr pack, store, text, err;
        Thoihan.Must(Thoihan.tho_version_check(Thoihan.VersionNumber, out err), err);
        Thoihan.Must(Thoihan.tho_pack_open(args[0], Thoihan.Nts, out pack, out err), err);
        stdout.WriteLine(Thoihan.Borrowed(Thoihan.tho_pack_id(pack, IntPtr.Zero)) + ", " +
                         Thoihan.Borrowed(Thoihan.tho_pack_version(pack, IntPtr.Zero)));

        long received = Thoihan.Time("2024-04-26T16:00");
        Deadline due = Thoihan.Due(pack, "forward", null, received);
        stdout.WriteLine("forward: due " + Thoihan.TimeText(due.Due) + ", late from " + Thoihan.TimeText(due.LateFrom));
        Thoihan.Must(Thoihan.tho_duty_explain(pack, "forward", Thoihan.Nts, null, 0, received, Thoihan.LanguageEn, out text, out err), err);
        stdout.WriteLine(Thoihan.Taken(text));

        Thoihan.Must(Thoihan.tho_store_open(args[2], Thoihan.Nts, Thoihan.StoreCreate, out store, out err), err);
        Thoihan.Must(Thoihan.tho_store_use_pack(store, pack, out err), err);
        foreach (string act in File.ReadAllLines(args[1])) {
            try {
                Thoihan.Must(Thoihan.tho_store_apply(store, act, Thoihan.Nts, out text, out err), err);
                stdout.WriteLine(Thoihan.Taken(text));
            } catch (ThoihanException problem) {
                stdout.WriteLine(problem.Message);
            }
        }

        Thoihan.Must(Thoihan.tho_store_tick(store, Thoihan.Time("2024-05-08T08:00"), out text, out err), err);
        stdout.Write("late:\n" + Thoihan.Taken(text));

        Thoihan.tho_store_close(store);
        Thoihan.tho_pack_release(pack);
    }
}
