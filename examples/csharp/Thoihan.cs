// thoihan from C#, by P/Invoke: the functions that the examples call, and a few shorter ways to call them.
//
// The names are those of the C header; Mono's machine.config or a *.dll.config may map "libthoihan.so.0.1" to another place.
using System;
using System.Runtime.InteropServices;
using System.Text;

[StructLayout(LayoutKind.Sequential)]
public struct Deadline {
    public uint StructSize;
    public uint Flags;
    public long Due;
    public long LateFrom;
    public int DueDay;
    public int Reserved0;
}

public sealed class ThoihanException : Exception {
    public ThoihanException(string message) : base(message) {}
}

public static class Thoihan {
    public const int VersionNumber = 1000;  // of the header that these declarations follow: major * 1000000 + minor * 1000 + patch
    public const long Nts = -1;
    public const int LanguageEn = 2, StoreCreate = 1;
    public const uint DeadlineProvisional = 2;
    const string Library = "libthoihan.so.0.1";
    const UnmanagedType Utf8 = UnmanagedType.LPUTF8Str;

    [DllImport(Library)] public static extern int tho_version_check(int headerNumber, out IntPtr err);
    [DllImport(Library)] public static extern IntPtr tho_status_name(int status);
    [DllImport(Library)] public static extern IntPtr tho_error_message(IntPtr error, int language, IntPtr size);
    [DllImport(Library)] public static extern void tho_error_release(IntPtr error);
    [DllImport(Library)] public static extern IntPtr tho_text_data(IntPtr text, out long size);
    [DllImport(Library)] public static extern void tho_text_release(IntPtr text);
    [DllImport(Library)] public static extern int tho_time_parse([MarshalAs(Utf8)] string text, long size, out long time, out IntPtr err);
    [DllImport(Library)] public static extern int tho_time_format(long time, byte[] text, out IntPtr err);
    [DllImport(Library)] public static extern int tho_day_format(int day, byte[] text, out IntPtr err);
    [DllImport(Library)] public static extern int tho_pack_open([MarshalAs(Utf8)] string path, long size, out IntPtr pack, out IntPtr err);
    [DllImport(Library)] public static extern IntPtr tho_pack_id(IntPtr pack, IntPtr size);
    [DllImport(Library)] public static extern IntPtr tho_pack_version(IntPtr pack, IntPtr size);
    [DllImport(Library)] public static extern void tho_pack_release(IntPtr pack);
    [DllImport(Library)] public static extern int tho_duty_evaluate(IntPtr pack, [MarshalAs(Utf8)] string duty, long dutySize,
        [MarshalAs(Utf8)] string facts, long factsSize, long start, ref Deadline due, out IntPtr err);
    [DllImport(Library)] public static extern int tho_duty_explain(IntPtr pack, [MarshalAs(Utf8)] string duty, long dutySize,
        [MarshalAs(Utf8)] string facts, long factsSize, long start, int language, out IntPtr text, out IntPtr err);
    [DllImport(Library)] public static extern int tho_store_open([MarshalAs(Utf8)] string path, long size, int mode, out IntPtr store,
        out IntPtr err);
    [DllImport(Library)] public static extern int tho_store_use_pack(IntPtr store, IntPtr pack, out IntPtr err);
    [DllImport(Library)] public static extern int tho_store_apply(IntPtr store, [MarshalAs(Utf8)] string command, long size,
        out IntPtr text, out IntPtr err);
    [DllImport(Library)] public static extern int tho_store_tick(IntPtr store, long now, out IntPtr text, out IntPtr err);
    [DllImport(Library)] public static extern void tho_store_close(IntPtr store);

    // Throws what a failed call said.
    public static void Must(int status, IntPtr err) {
        if (status >= 0) return;
        string message = Borrowed(tho_status_name(status)) + ": " + Borrowed(tho_error_message(err, LanguageEn, IntPtr.Zero));
        tho_error_release(err);
        throw new ThoihanException(message);
    }

    // Text that belongs to a handle, copied.
    public static string Borrowed(IntPtr text) {
        int size = 0;
        while (Marshal.ReadByte(text, size) != 0) ++size;
        byte[] bytes = new byte[size];
        Marshal.Copy(text, bytes, 0, size);
        return Encoding.UTF8.GetString(bytes);
    }

    // Text that a call made, copied and released.
    public static string Taken(IntPtr text) {
        long size;
        byte[] bytes;
        IntPtr data = tho_text_data(text, out size);
        bytes = new byte[size];
        Marshal.Copy(data, bytes, 0, (int)size);
        tho_text_release(text);
        return Encoding.UTF8.GetString(bytes);
    }

    public static long Time(string text) {
        Must(tho_time_parse(text, Nts, out long time, out IntPtr err), err);
        return time;
    }

    static string Ended(byte[] text) { return Encoding.UTF8.GetString(text, 0, Array.IndexOf(text, (byte)0)); }

    public static string TimeText(long time) {
        byte[] text = new byte[40];
        Must(tho_time_format(time, text, out IntPtr err), err);
        return Ended(text);
    }

    public static string DayText(int day) {
        byte[] text = new byte[40];
        Must(tho_day_format(day, text, out IntPtr err), err);
        return Ended(text);
    }

    public static Deadline Due(IntPtr pack, string duty, string facts, long start) {
        Deadline due = new Deadline { StructSize = (uint)Marshal.SizeOf(typeof(Deadline)) };
        Must(tho_duty_evaluate(pack, duty, Nts, facts, Nts, start, ref due, out IntPtr err), err);
        return due;
    }
}
