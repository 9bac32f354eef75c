// The story of examples/c/report_story.c:   java ReportStory PACK ACTS DATABASE
import com.sun.jna.Pointer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

final class ReportStory {
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Thoihan tho = Thoihan.tho;
        Thoihan.call(err -> tho.tho_version_check(Thoihan.VERSION_NUMBER, err));
        Pointer pack = Thoihan.made((made, err) -> tho.tho_pack_open(args[0], Thoihan.NTS, made, err));
        out.println(tho.tho_pack_id(pack, null) + ", " + tho.tho_pack_version(pack, null));

        long received = Thoihan.time("2024-04-26T16:00");
        Thoihan.Deadline due = Thoihan.due(pack, "forward", null, received);
        out.println("forward: due " + Thoihan.timeText(due.due) + ", late from " + Thoihan.timeText(due.late_from));
        out.println(Thoihan.text((made, err) ->
            tho.tho_duty_explain(pack, "forward", Thoihan.NTS, null, 0, received, Thoihan.LANGUAGE_EN, made, err)));

        Pointer store = Thoihan.made((made, err) ->
            tho.tho_store_open(args[2], Thoihan.NTS, Thoihan.STORE_CREATE, made, err));
        Thoihan.call(err -> tho.tho_store_use_pack(store, pack, err));
        for (String act : Files.readAllLines(Path.of(args[1]))) {
            try {
                out.println(Thoihan.text((made, err) -> tho.tho_store_apply(store, act, Thoihan.NTS, made, err)));
            } catch (Thoihan.Failure problem) {
                out.println(problem.getMessage());
            }
        }

        long now = Thoihan.time("2024-05-08T08:00");
        out.print("late:\n" + Thoihan.text((made, err) -> tho.tho_store_tick(store, now, made, err)));

        tho.tho_store_close(store);
        tho.tho_pack_release(pack);
    }
}
