#include "tests/support/fault_vfs.hpp"

#include <new>

#include "tests/support/unsynced_writes.hpp"

namespace {

// What SQLite holds as a file: ours in front, the system's behind it in the same block.
struct fault_file {
  sqlite3_file base;
  fault_vfs* disk;
  const char* name;  // SQLite's own, which outlives the file; null for one without
  sqlite3_file* real;
};

fault_file* of(sqlite3_file* file) { return reinterpret_cast<fault_file*>(file); }

sqlite3_vfs* system_vfs = nullptr;

int close(sqlite3_file* file) {
  sqlite3_file* real = of(file)->real;
  return real->pMethods == nullptr ? SQLITE_OK : real->pMethods->xClose(real);
}

int read(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
  const int code = of(file)->disk->next(file_operation::read);
  return code != SQLITE_OK ? code : of(file)->real->pMethods->xRead(of(file)->real, out, size, at);
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
  const int code = of(file)->disk->next(file_operation::write);
  if (code == SQLITE_OK) {
    if (unsynced_writes* medium = of(file)->name == nullptr ? nullptr : of(file)->disk->change())
      medium->write(of(file)->name, {static_cast<const char*>(data), static_cast<std::size_t>(size)}, at);
    return of(file)->real->pMethods->xWrite(of(file)->real, data, size, at);
  }
  // A write that fails may have gone half its way.
  of(file)->real->pMethods->xWrite(of(file)->real, data, size / 2, at);
  return code;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const int code = of(file)->disk->next(file_operation::truncate);
  if (code != SQLITE_OK) return code;
  if (unsynced_writes* medium = of(file)->name == nullptr ? nullptr : of(file)->disk->change()) medium->truncate(of(file)->name, size);
  return of(file)->real->pMethods->xTruncate(of(file)->real, size);
}

int sync(sqlite3_file* file, int /*flags*/) {
  const int code = of(file)->disk->next(file_operation::sync);
  if (code != SQLITE_OK) return code;
  if (unsynced_writes* medium = of(file)->name == nullptr ? nullptr : of(file)->disk->sync()) medium->sync(of(file)->name);
  return of(file)->disk->is_cut() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  const int code = of(file)->disk->next(file_operation::size);
  return code != SQLITE_OK ? code : of(file)->real->pMethods->xFileSize(of(file)->real, size);
}

int lock(sqlite3_file* file, int level) {
  const int code = of(file)->disk->next(file_operation::lock);
  return code != SQLITE_OK ? code : of(file)->real->pMethods->xLock(of(file)->real, level);
}

int unlock(sqlite3_file* file, int level) { return of(file)->real->pMethods->xUnlock(of(file)->real, level); }

int check_lock(sqlite3_file* file, int* held) {
  return of(file)->real->pMethods->xCheckReservedLock(of(file)->real, held);
}

int control(sqlite3_file* file, int what, void* argument) {
  return of(file)->real->pMethods->xFileControl(of(file)->real, what, argument);
}

int sector_size(sqlite3_file* file) { return of(file)->real->pMethods->xSectorSize(of(file)->real); }

int characteristics(sqlite3_file* file) { return of(file)->real->pMethods->xDeviceCharacteristics(of(file)->real); }

int share_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  const int code = of(file)->disk->next(file_operation::share);
  return code != SQLITE_OK ? code : of(file)->real->pMethods->xShmMap(of(file)->real, region, size, extend, out);
}

int share_lock(sqlite3_file* file, int offset, int count, int flags) {
  // Only taking can fail; SQLite relies on giving back.
  const int code = (flags & SQLITE_SHM_LOCK) == 0 ? SQLITE_OK : of(file)->disk->next(file_operation::lock);
  return code != SQLITE_OK ? code : of(file)->real->pMethods->xShmLock(of(file)->real, offset, count, flags);
}

void share_barrier(sqlite3_file* file) { of(file)->real->pMethods->xShmBarrier(of(file)->real); }

int share_unmap(sqlite3_file* file, int remove) { return of(file)->real->pMethods->xShmUnmap(of(file)->real, remove); }

const sqlite3_io_methods methods = {
    2,           close,      read,    write,       truncate,        sync,      file_size,  lock,
    unlock,      check_lock, control, sector_size, characteristics, share_map, share_lock, share_barrier,
    share_unmap, nullptr,    nullptr};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* disk = static_cast<fault_vfs*>(vfs->pAppData);
  auto* out = new (file) fault_file{{nullptr}, disk, name, reinterpret_cast<sqlite3_file*>(of(file) + 1)};
  const int failure = disk->next(file_operation::open);
  if (failure != SQLITE_OK) return failure;
  if (unsynced_writes* medium = name == nullptr ? nullptr : disk->watching()) medium->open(name);
  const int code = system_vfs->xOpen(system_vfs, name, out->real, flags, flags_out);
  if (out->real->pMethods != nullptr) out->base.pMethods = &methods;
  return code;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto* disk = static_cast<fault_vfs*>(vfs->pAppData);
  const int code = disk->next(file_operation::remove);
  if (code != SQLITE_OK) return code;
  if (unsynced_writes* medium = disk->change()) medium->remove(name, sync_folder != 0);
  return system_vfs->xDelete(system_vfs, name, sync_folder);
}

int sleep(sqlite3_vfs* /*vfs*/, int microseconds) { return microseconds; }

}  // namespace

fault_vfs::fault_vfs() {
  sqlite3_initialize();
  system_vfs = sqlite3_vfs_find(nullptr);
  vfs_ = *system_vfs;
  vfs_.szOsFile = static_cast<int>(sizeof(fault_file)) + system_vfs->szOsFile;
  vfs_.zName = "fault";
  vfs_.pNext = nullptr;
  vfs_.pAppData = this;
  vfs_.xOpen = open;
  vfs_.xDelete = remove;
  vfs_.xSleep = sleep;
  sqlite3_vfs_register(&vfs_, 1);
}

fault_vfs::~fault_vfs() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(system_vfs, 1);
}

void fault_vfs::fail(file_operation which, std::int64_t nth, int code, bool for_ever) {
  armed_ = true;
  failed_ = false;
  which_ = which;
  left_ = nth;
  code_ = code;
  for_ever_ = for_ever;
}

void fault_vfs::heal() {
  armed_ = false;
  cut_ = false;
  changes_left_ = 0;
}

void fault_vfs::cut(std::int64_t nth) { changes_left_ = nth; }

unsynced_writes* fault_vfs::change() {
  unsynced_writes* medium = watching();
  ++changes_;
  if (changes_left_ > 0 && --changes_left_ == 0) cut_ = true;
  return medium;
}

unsynced_writes* fault_vfs::sync() {
  change();
  return watching();
}

int fault_vfs::next(file_operation which) {
  ++counts_[static_cast<std::size_t>(which)];
  if (cut_) return SQLITE_IOERR;
  if (!armed_ || which != which_) return SQLITE_OK;
  if (left_ > 0) --left_;
  if (left_ > 0) return SQLITE_OK;
  if (!for_ever_) armed_ = false;
  failed_ = true;
  return code_;
}
