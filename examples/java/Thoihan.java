// thoihan from Java, by JNA: the functions that the examples call, and a few shorter ways to call them.
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;

interface Thoihan extends Library {
    // The version of the header that these declarations follow: major * 1000000 + minor * 1000 + patch.
    int VERSION_NUMBER = 1000;
    long NTS = -1;
    int LANGUAGE_EN = 2;
    int STORE_CREATE = 1;
    int DEADLINE_PROVISIONAL = 2;

    Thoihan tho = Native.load(System.getProperty("thoihan.library", "libthoihan.so.0.1"), Thoihan.class,
        Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));

    @FieldOrder({"struct_size", "flags", "due", "late_from", "due_day", "reserved0"})
    class Deadline extends Structure {
        public int struct_size = size();
        public int flags;
        public long due;
        public long late_from;
        public int due_day;
        public int reserved0;
    }

    @SuppressWarnings("serial")
    class Failure extends RuntimeException {
        Failure(int status, Pointer error) {
            super(tho.tho_status_name(status) + ": " + tho.tho_error_message(error, LANGUAGE_EN, null));
            tho.tho_error_release(error);
        }
    }

    int tho_version_check(int header_number, PointerByReference err);
    String tho_status_name(int status);
    String tho_error_message(Pointer error, int language, LongByReference size);
    void tho_error_release(Pointer error);
    String tho_text_data(Pointer text, LongByReference size);
    void tho_text_release(Pointer text);
    int tho_time_parse(String text, long text_size, LongByReference out, PointerByReference err);
    int tho_time_format(long time, byte[] out, PointerByReference err);
    int tho_day_format(int day, byte[] out, PointerByReference err);
    int tho_pack_open(String path, long path_size, PointerByReference out, PointerByReference err);
    String tho_pack_id(Pointer pack, LongByReference size);
    String tho_pack_version(Pointer pack, LongByReference size);
    void tho_pack_release(Pointer pack);
    int tho_duty_evaluate(Pointer pack, String duty, long duty_size, String facts, long facts_size, long start, Deadline out,
        PointerByReference err);
    int tho_duty_explain(Pointer pack, String duty, long duty_size, String facts, long facts_size, long start, int language,
        PointerByReference out, PointerByReference err);
    int tho_store_open(String path, long path_size, int mode, PointerByReference out, PointerByReference err);
    int tho_store_use_pack(Pointer store, Pointer pack, PointerByReference err);
    int tho_store_apply(Pointer store, String command, long command_size, PointerByReference out, PointerByReference err);
    int tho_store_tick(Pointer store, long now, PointerByReference out, PointerByReference err);
    void tho_store_close(Pointer store);

    // A call that writes its error to `err`.
    interface Call {
        int with(PointerByReference err);
    }

    // A call that makes a handle.
    interface Making {
        int with(PointerByReference out, PointerByReference err);
    }

    static void call(Call work) {
        PointerByReference err = new PointerByReference();
        int status = work.with(err);
        if (status < 0) throw new Failure(status, err.getValue());
    }

    static Pointer made(Making work) {
        PointerByReference out = new PointerByReference();
        call(err -> work.with(out, err));
        return out.getValue();
    }

    static String text(Making work) {
        Pointer handle = made(work);
        String data = tho.tho_text_data(handle, null);
        tho.tho_text_release(handle);
        return data;
    }

    static long time(String text) {
        LongByReference out = new LongByReference();
        call(err -> tho.tho_time_parse(text, NTS, out, err));
        return out.getValue();
    }

    static String timeText(long time) {
        byte[] out = new byte[40];
        call(err -> tho.tho_time_format(time, out, err));
        return Native.toString(out);
    }

    static String dayText(int day) {
        byte[] out = new byte[40];
        call(err -> tho.tho_day_format(day, out, err));
        return Native.toString(out);
    }

    static Deadline due(Pointer pack, String duty, String facts, long start) {
        Deadline due = new Deadline();
        call(err -> tho.tho_duty_evaluate(pack, duty, NTS, facts, NTS, start, due, err));
        return due;
    }
}
