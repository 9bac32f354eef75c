// thoihan from Rust: the functions of the C header that the examples call, by hand, and types that release what they hold.
use std::ffi::{CStr, CString};
use std::fmt;
use std::os::raw::c_char;
use std::ptr::{null, null_mut};

#[repr(C)]
pub struct Opaque {
    _private: [u8; 0],
}

#[repr(C)]
pub struct Deadline {
    pub struct_size: u32,
    pub flags: u32,
    pub due: i64,
    pub late_from: i64,
    pub due_day: i32,
    pub reserved0: i32,
}

const VERSION_NUMBER: i32 = 1000; // of the header that these declarations follow: major * 1000000 + minor * 1000 + patch
const NTS: i64 = -1;
const LANGUAGE_EN: i32 = 2;
const STORE_CREATE: i32 = 1;
pub const PROVISIONAL: u32 = 2;

#[link(name = "thoihan")]
extern "C" {
    fn tho_version_check(header_number: i32, err: *mut *mut Opaque) -> i32;
    fn tho_status_name(status: i32) -> *const c_char;
    fn tho_error_message(error: *const Opaque, language: i32, size: *mut i64) -> *const c_char;
    fn tho_error_release(error: *mut Opaque);
    fn tho_text_data(text: *const Opaque, size: *mut i64) -> *const c_char;
    fn tho_text_release(text: *mut Opaque);
    fn tho_time_parse(text: *const c_char, size: i64, out: *mut i64, err: *mut *mut Opaque) -> i32;
    fn tho_time_format(time: i64, out: *mut c_char, err: *mut *mut Opaque) -> i32;
    fn tho_day_format(day: i32, out: *mut c_char, err: *mut *mut Opaque) -> i32;
    fn tho_pack_open(path: *const c_char, size: i64, out: *mut *mut Opaque, err: *mut *mut Opaque) -> i32;
    fn tho_pack_id(pack: *const Opaque, size: *mut i64) -> *const c_char;
    fn tho_pack_version(pack: *const Opaque, size: *mut i64) -> *const c_char;
    fn tho_pack_release(pack: *mut Opaque);
    fn tho_duty_evaluate(pack: *const Opaque, duty: *const c_char, duty_size: i64, facts: *const c_char, facts_size: i64,
                         start: i64, out: *mut Deadline, err: *mut *mut Opaque) -> i32;
    fn tho_duty_explain(pack: *const Opaque, duty: *const c_char, duty_size: i64, facts: *const c_char, facts_size: i64,
                        start: i64, language: i32, out: *mut *mut Opaque, err: *mut *mut Opaque) -> i32;
    fn tho_store_open(path: *const c_char, size: i64, mode: i32, out: *mut *mut Opaque, err: *mut *mut Opaque) -> i32;
    fn tho_store_use_pack(store: *mut Opaque, pack: *const Opaque, err: *mut *mut Opaque) -> i32;
    fn tho_store_apply(store: *mut Opaque, command: *const c_char, size: i64, out: *mut *mut Opaque,
                       err: *mut *mut Opaque) -> i32;
    fn tho_store_tick(store: *mut Opaque, now: i64, out: *mut *mut Opaque, err: *mut *mut Opaque) -> i32;
    fn tho_store_close(store: *mut Opaque);
}

#[derive(Debug)]
pub struct Error {
    pub status: i32,
    message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

pub type Result<T> = std::result::Result<T, Error>;

unsafe fn copied(text: *const c_char) -> String {
    CStr::from_ptr(text).to_string_lossy().into_owned()
}

// Calls a function whose last parameter is the error.
fn call(work: impl FnOnce(*mut *mut Opaque) -> i32) -> Result<()> {
    let mut err = null_mut();
    let status = work(&mut err);
    if status >= 0 {
        return Ok(());
    }
    unsafe {
        let message = format!("{}: {}", copied(tho_status_name(status)), copied(tho_error_message(err, LANGUAGE_EN, null_mut())));
        tho_error_release(err);
        Err(Error { status, message })
    }
}

fn made(work: impl FnOnce(*mut *mut Opaque, *mut *mut Opaque) -> i32) -> Result<*mut Opaque> {
    let mut out = null_mut();
    call(|err| work(&mut out, err))?;
    Ok(out)
}

fn text(work: impl FnOnce(*mut *mut Opaque, *mut *mut Opaque) -> i32) -> Result<String> {
    let handle = made(work)?;
    unsafe {
        let data = copied(tho_text_data(handle, null_mut()));
        tho_text_release(handle);
        Ok(data)
    }
}

fn c(text: &str) -> CString {
    CString::new(text).expect("text without a NUL byte")
}

pub fn check() -> Result<()> {
    call(|err| unsafe { tho_version_check(VERSION_NUMBER, err) })
}

pub fn parse_time(written: &str) -> Result<i64> {
    let mut out = 0;
    call(|err| unsafe { tho_time_parse(c(written).as_ptr(), NTS, &mut out, err) })?;
    Ok(out)
}

pub fn time_text(time: i64) -> Result<String> {
    let mut out = [0 as c_char; 40];
    call(|err| unsafe { tho_time_format(time, out.as_mut_ptr(), err) })?;
    Ok(unsafe { copied(out.as_ptr()) })
}

pub fn day_text(day: i32) -> Result<String> {
    let mut out = [0 as c_char; 40];
    call(|err| unsafe { tho_day_format(day, out.as_mut_ptr(), err) })?;
    Ok(unsafe { copied(out.as_ptr()) })
}

/// One regulation. Immutable: any number of threads may use it.
pub struct Pack(*mut Opaque);
unsafe impl Send for Pack {}
unsafe impl Sync for Pack {}

impl Pack {
    pub fn open(path: &str) -> Result<Pack> {
        made(|out, err| unsafe { tho_pack_open(c(path).as_ptr(), NTS, out, err) }).map(Pack)
    }

    pub fn id(&self) -> String {
        unsafe { copied(tho_pack_id(self.0, null_mut())) }
    }

    pub fn version(&self) -> String {
        unsafe { copied(tho_pack_version(self.0, null_mut())) }
    }

    /// `facts`: a JSON object.
    pub fn due(&self, duty: &str, facts: Option<&str>, start: i64) -> Result<Deadline> {
        let size = std::mem::size_of::<Deadline>() as u32;
        let mut due = Deadline { struct_size: size, flags: 0, due: 0, late_from: 0, due_day: 0, reserved0: 0 };
        let facts = facts.map(c);
        let said = facts.as_ref().map_or(null(), |text| text.as_ptr());
        call(|err| unsafe { tho_duty_evaluate(self.0, c(duty).as_ptr(), NTS, said, NTS, start, &mut due, err) })?;
        Ok(due)
    }

    pub fn explain(&self, duty: &str, start: i64) -> Result<String> {
        text(|out, err| unsafe { tho_duty_explain(self.0, c(duty).as_ptr(), NTS, null(), 0, start, LANGUAGE_EN, out, err) })
    }
}

impl Drop for Pack {
    fn drop(&mut self) {
        unsafe { tho_pack_release(self.0) }
    }
}

/// A database of cases. One thread at a time, which may be another one later.
pub struct Store(*mut Opaque);
unsafe impl Send for Store {}

impl Store {
    pub fn open(path: &str) -> Result<Store> {
        made(|out, err| unsafe { tho_store_open(c(path).as_ptr(), NTS, STORE_CREATE, out, err) }).map(Store)
    }

    pub fn use_pack(&mut self, pack: &Pack) -> Result<()> {
        call(|err| unsafe { tho_store_use_pack(self.0, pack.0, err) })
    }

    pub fn apply(&mut self, act: &str) -> Result<String> {
        text(|out, err| unsafe { tho_store_apply(self.0, c(act).as_ptr(), NTS, out, err) })
    }

    pub fn tick(&mut self, now: i64) -> Result<String> {
        text(|out, err| unsafe { tho_store_tick(self.0, now, out, err) })
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        unsafe { tho_store_close(self.0) }
    }
}
