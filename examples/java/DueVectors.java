// Every due of tests/data/dues.tsv, asked and compared:   java DueVectors RULES VECTORS
import com.sun.jna.Pointer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class DueVectors {
    public static void main(String[] args) throws Exception {
        Map<String, Pointer> packs = new HashMap<>();
        int agreed = 0;
        int differed = 0;
        for (String line : Files.readAllLines(Path.of(args[1]))) {
            if (line.startsWith("#")) continue;
            List<String> field = List.of(line.split("\t"));
            Pointer pack = packs.computeIfAbsent(field.get(0), name -> Thoihan.made((made, err) ->
                Thoihan.tho.tho_pack_open(args[0] + "/" + name, Thoihan.NTS, made, err)));
            String facts = field.get(2).equals("-") ? null : field.get(2);
            Thoihan.Deadline due = Thoihan.due(pack, field.get(1), facts, Thoihan.time(field.get(3)));
            List<String> answer = List.of(Thoihan.timeText(due.due), Thoihan.timeText(due.late_from),
                Thoihan.dayText(due.due_day), (due.flags & Thoihan.DEADLINE_PROVISIONAL) != 0 ? "1" : "0");
            if (answer.equals(field.subList(4, field.size()))) {
                ++agreed;
            } else {
                ++differed;
                System.err.println("differs: " + line);
            }
        }
        packs.values().forEach(Thoihan.tho::tho_pack_release);
        System.out.println(agreed + " dues agree, " + differed + " differ");
        System.exit(agreed > 0 && differed == 0 ? 0 : 1);
    }
}
