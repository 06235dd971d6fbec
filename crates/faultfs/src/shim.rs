//! Between SQLite and its own file layer: every call is passed on, written down, or failed.
//!
//! Rule: the one place with unsafe code outside the libraries. SQLite takes a file layer as a table of C functions, and
//! no crate gives a safe one for the SQLite we link (docs/decisions/0013-a-disk-that-fails.md). It keeps no state but a
//! `Place` per open file, and decides nothing.
#![expect(unsafe_code, reason = "a file layer of SQLite is a table of C functions")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::OnceLock;

use rusqlite::ffi::{self, SQLITE_OK, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

use crate::disk::{Kind, Op, Place, place};

const NAME: &CStr = c"beatbook-faults";

/// A file as SQLite holds it: ours, then, in the same allocation, that of the system's layer.
/// SQLite aligns to 8 bytes, and so are the 16 of this half.
#[repr(C)]
struct Shimmed {
    base: sqlite3_file,
    about: *mut About,
}

/// What we know of an open file.
struct About {
    place: Option<Place>,
    /// A journal whose name is not durable yet: the system's layer syncs the folder with its first sync.
    name_unsynced: bool,
}

struct System(*mut sqlite3_vfs);
// SAFETY: SQLite's default layer is registered for the life of the process, and SQLite itself calls it from any thread.
unsafe impl Send for System {}
// SAFETY: as above; nothing is written through the pointer.
unsafe impl Sync for System {}

static SYSTEM: OnceLock<System> = OnceLock::new();

/// Put the shim before the system's layer, once a process.
pub(crate) fn install() {
    SYSTEM.get_or_init(|| {
        // SAFETY: initialising is idempotent; find answers with the default layer, which lives as long as the process.
        let system = unsafe {
            ffi::sqlite3_initialize();
            ffi::sqlite3_vfs_find(std::ptr::null())
        };
        assert!(!system.is_null(), "SQLite has a file layer");
        // SAFETY: the layer is a plain table; what is copied unchanged ignores the table it is called with.
        let mut shim = unsafe { std::ptr::read(system) };
        shim.iVersion = shim.iVersion.min(2);
        shim.szOsFile += c_int::try_from(size_of::<Shimmed>()).expect("a few bytes");
        shim.zName = NAME.as_ptr();
        shim.pNext = std::ptr::null_mut();
        shim.xOpen = Some(open);
        shim.xDelete = Some(delete);
        let shim = Box::leak(Box::new(shim));
        // SAFETY: the table is leaked, so SQLite may keep it.
        let registered = unsafe { ffi::sqlite3_vfs_register(shim, 1) };
        assert_eq!(registered, SQLITE_OK, "SQLite takes the layer");
        System(system)
    });
}

fn system() -> *mut sqlite3_vfs {
    SYSTEM.get().expect("installed before SQLite calls it").0
}

/// The system's half of a file.
///
/// # Safety
/// `file` is one that `open` was handed: both halves lie in one allocation of `szOsFile` bytes.
unsafe fn inner(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: the allocation is longer than ours by the system's half.
    unsafe { file.byte_add(size_of::<Shimmed>()) }
}

/// # Safety
/// `file` was opened by `open` and is not closed.
unsafe fn about<'f>(file: *mut sqlite3_file) -> &'f mut About {
    // SAFETY: `open` put a box there; SQLite uses a file from one thread at a time.
    unsafe { &mut *(*file.cast::<Shimmed>()).about }
}

/// Pass a call on to the system's half.
macro_rules! pass {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: the file is open, so its system's half is, and its table has the method.
        unsafe {
            let inner = inner($file);
            (*(*inner).pMethods).$method.expect("a method of version 2")(inner $(, $argument)*)
        }
    }};
}

/// Fail if that is the plan.
macro_rules! or_fail {
    ($file:expr, $kind:expr) => {
        // SAFETY: SQLite calls methods of open files only.
        if let Some(code) = unsafe { about($file) }.place.as_ref().and_then(|place| place.struck($kind)) {
            return code;
        }
    };
}

fn note(file: *mut sqlite3_file, op: impl FnOnce(String) -> Op) {
    // SAFETY: SQLite calls methods of open files only.
    if let Some(place) = &unsafe { about(file) }.place {
        place.note(op);
    }
}

fn size(number: impl TryInto<usize>) -> usize {
    number.try_into().unwrap_or(0)
}

unsafe fn place_of(name: *const c_char) -> Option<Place> {
    if name.is_null() {
        return None; // a temporary file
    }
    // SAFETY: SQLite hands over a terminated path.
    let path = unsafe { CStr::from_ptr(name) }.to_str().ok()?;
    place(Path::new(path))
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: no methods means that a failed open is not closed by SQLite; the allocation is ours to fill.
    unsafe { (*file).pMethods = std::ptr::null() };
    // SAFETY: as SQLite handed it over.
    let place = unsafe { place_of(name) };
    if let Some(code) = place.as_ref().and_then(|place| place.struck(Kind::Open)) {
        return code;
    }
    // SAFETY: a terminated path, unless null.
    let path = (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) }.to_string_lossy());
    let is_new = path.is_some_and(|path| !Path::new(&*path).exists());
    let system = system();
    // SAFETY: the system's layer gets its own half, zeroed as SQLite would hand it over, and its own table.
    let opened = unsafe {
        (*inner(file)).pMethods = std::ptr::null();
        (*system).xOpen.expect("a layer opens")(system, name, inner(file), flags, out)
    };
    if opened != SQLITE_OK {
        return opened;
    }
    if let Some(place) = place.as_ref().filter(|_| is_new) {
        place.note(|file| Op::Create { file });
    }
    let journal = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL | ffi::SQLITE_OPEN_WAL;
    let name_unsynced = flags & ffi::SQLITE_OPEN_CREATE != 0 && flags & journal != 0;
    let about = Box::into_raw(Box::new(About { place, name_unsynced }));
    // SAFETY: the allocation holds a `Shimmed` first.
    unsafe {
        (*file.cast::<Shimmed>()).about = about;
        (*file).pMethods = &raw const METHODS;
    }
    SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    // SAFETY: as SQLite handed it over.
    let place = unsafe { place_of(name) };
    if let Some(code) = place.as_ref().and_then(|place| place.struck(Kind::Delete)) {
        return code;
    }
    let system = system();
    // SAFETY: the system's own function with its own table; its sync of the folder is left out.
    let deleted = unsafe { (*system).xDelete.expect("a layer deletes")(system, name, 0) };
    if let Some(place) = place.filter(|_| deleted == SQLITE_OK) {
        place.note(|file| Op::Delete { file, names: sync_dir != 0 });
    }
    deleted
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let closed = pass!(file, xClose);
    // SAFETY: made by `open`, and SQLite forgets the file now.
    unsafe { drop(Box::from_raw((*file.cast::<Shimmed>()).about)) };
    closed
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, n: c_int, at: sqlite3_int64) -> c_int {
    or_fail!(file, Kind::Read);
    pass!(file, xRead, to, n, at)
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    n: c_int,
    at: sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite hands over `n` bytes.
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), size(n)) };
    // SAFETY: SQLite calls methods of open files only.
    let struck = unsafe { about(file) }.place.as_ref().and_then(|place| place.struck(Kind::Write));
    let written = if struck.is_some() { &bytes[..bytes.len() / 2] } else { bytes };
    if struck == Some(ffi::SQLITE_IOERR_WRITE) {
        return ffi::SQLITE_IOERR_WRITE;
    }
    let length = c_int::try_from(written.len()).unwrap_or(0);
    let done = pass!(file, xWrite, written.as_ptr().cast(), length, at);
    if done == SQLITE_OK {
        note(file, |file| Op::Write { file, at: size(at), bytes: written.to_vec() });
    }
    struck.unwrap_or(done)
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    or_fail!(file, Kind::Truncate);
    let done = pass!(file, xTruncate, length);
    if done == SQLITE_OK {
        note(file, |file| Op::Truncate { file, size: size(length) });
    }
    done
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    or_fail!(file, Kind::Sync);
    // SAFETY: SQLite calls methods of open files only.
    let names = std::mem::take(&mut unsafe { about(file) }.name_unsynced);
    note(file, |file| Op::Sync { file, names });
    SQLITE_OK
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, to: *mut sqlite3_int64) -> c_int {
    pass!(file, xFileSize, to)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved(file: *mut sqlite3_file, to: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, to)
}

unsafe extern "C" fn control(file: *mut sqlite3_file, what: c_int, with: *mut c_void) -> c_int {
    // A hint of how long the file will be would change its length behind the log; it is only a hint.
    if what == ffi::SQLITE_FCNTL_SIZE_HINT || what == ffi::SQLITE_FCNTL_CHUNK_SIZE {
        return SQLITE_OK;
    }
    pass!(file, xFileControl, what, with)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

unsafe extern "C" fn characteristics(file: *mut sqlite3_file) -> c_int {
    pass!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn memory_map(
    file: *mut sqlite3_file,
    page: c_int,
    length: c_int,
    extend: c_int,
    to: *mut *mut c_void,
) -> c_int {
    or_fail!(file, Kind::Memory);
    pass!(file, xShmMap, page, length, extend, to)
}

unsafe extern "C" fn memory_lock(file: *mut sqlite3_file, from: c_int, n: c_int, flags: c_int) -> c_int {
    pass!(file, xShmLock, from, n, flags)
}

unsafe extern "C" fn memory_barrier(file: *mut sqlite3_file) {
    pass!(file, xShmBarrier);
}

unsafe extern "C" fn memory_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}

/// Version 2: with shared memory, without memory-mapped reading, which the product does not use.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(memory_map),
    xShmLock: Some(memory_lock),
    xShmBarrier: Some(memory_barrier),
    xShmUnmap: Some(memory_unmap),
    xFetch: None,
    xUnfetch: None,
};
