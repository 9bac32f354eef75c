<?php
// thoihan from PHP, by FFI: every function of thoihan.cdef.h under its name, and a few shorter ways to call them.
//
// A web server loads the header once: opcache.preload of a file that calls FFI::load, and FFI::scope in the requests. Keep
// ffi.enable at "preload" there.
declare(strict_types=1);

final class ThoihanError extends Exception {}

final class Thoihan
{
    public FFI $tho;

    public function __construct()
    {
        $header = getenv('THOIHAN_CDEF') ?: '/usr/include/thoihan/thoihan.cdef.h';
        $this->tho = FFI::cdef(file_get_contents($header), getenv('THOIHAN_LIBRARY') ?: 'libthoihan.so.0.1');
    }

    /** Calls a function whose last parameter is the error; throws it. */
    public function call(string $name, ...$arguments): int
    {
        $err = $this->tho->new('tho_error*');
        $status = $this->tho->$name(...[...$arguments, FFI::addr($err)]);
        if ($status < 0) {
            $message = $this->tho->tho_error_message($err, $this->tho->THO_LANGUAGE_EN, null);
            $this->tho->tho_error_release($err);
            throw new ThoihanError("{$this->tho->tho_status_name($status)}: $message", $status);
        }
        return $status;
    }

    /** The handle or the number that a call writes; $type: of it, as in the header. */
    public function made(string $type, string $name, ...$arguments): mixed
    {
        $out = $this->tho->new($type);
        $this->call($name, ...[...$arguments, FFI::addr($out)]);
        return str_ends_with($type, '*') ? $out : $out->cdata;
    }

    /** The text that a call makes. */
    public function text(string $name, ...$arguments): string
    {
        $handle = $this->made('tho_text*', $name, ...$arguments);
        $data = $this->tho->tho_text_data($handle, null);
        $this->tho->tho_text_release($handle);
        return $data;
    }

    public function time(string $text): int
    {
        return $this->made('int64_t', 'tho_time_parse', $text, $this->tho->THO_NTS);
    }

    /** tho_time_format or tho_day_format. */
    public function format(string $name, int $number): string
    {
        $out = $this->tho->new('char[40]');
        $this->call($name, $number, $out);
        return FFI::string($out);
    }

    public function due(FFI\CData $pack, string $duty, ?string $facts, int $start): FFI\CData
    {
        $due = $this->tho->new('tho_deadline');
        $due->struct_size = FFI::sizeof($due);
        $nts = $this->tho->THO_NTS;
        $this->call('tho_duty_evaluate', $pack, $duty, $nts, $facts, $nts, $start, FFI::addr($due));
        return $due;
    }
}
