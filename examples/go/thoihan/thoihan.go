// Package thoihan calls the C API by cgo: the functions that the examples need, as Go has them.
//
// Pack and Store hold C handles: release them with Release and Close. Errors are of type *Error.
package thoihan

/*
#cgo pkg-config: thoihan
#include <stdlib.h>
#include <thoihan/thoihan.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Provisional is the flag of a due that rests on a date which is not decided yet.
const Provisional = uint32(C.THO_DEADLINE_PROVISIONAL)

// Error is what a failed call said.
type Error struct {
	Status  int
	Name    string
	Message string
}

func (e *Error) Error() string { return e.Name + ": " + e.Message }

func failure(status C.tho_status, err *C.tho_error) error {
	if status >= 0 {
		return nil
	}
	defer C.tho_error_release(err)
	message := C.GoString(C.tho_error_message(err, C.THO_LANGUAGE_EN, nil))
	return &Error{int(status), C.GoString(C.tho_status_name(status)), message}
}

// text copies a string for a call; "" is NULL. The caller frees it.
func text(s string) *C.char {
	if s == "" {
		return nil
	}
	return C.CString(s)
}

func free(text *C.char) { C.free(unsafe.Pointer(text)) }

// taken copies a text that a call made, and releases it.
func taken(made *C.tho_text) string {
	var size C.int64_t
	data := C.tho_text_data(made, &size)
	defer C.tho_text_release(made)
	return C.GoStringN(data, C.int(size))
}

// Check says whether the library is as new as the header that this package was built with.
func Check() error {
	var err *C.tho_error
	return failure(C.tho_version_check(C.THO_VERSION_NUMBER, &err), err)
}

// Deadline is when a limit ends; whoever acts before LateFrom is on time.
type Deadline struct {
	Due, LateFrom int64
	DueDay        int32
	Flags         uint32
}

// Pack is one regulation; any number of goroutines may use it.
type Pack struct{ handle *C.tho_pack }

// OpenPack reads the pack of a folder.
func OpenPack(path string) (*Pack, error) {
	var pack Pack
	var err *C.tho_error
	name := text(path)
	defer free(name)
	return &pack, failure(C.tho_pack_open(name, C.THO_NTS, &pack.handle, &err), err)
}

func (p *Pack) ID() string      { return C.GoString(C.tho_pack_id(p.handle, nil)) }
func (p *Pack) Version() string { return C.GoString(C.tho_pack_version(p.handle, nil)) }
func (p *Pack) Release()        { C.tho_pack_release(p.handle) }

// Due says when a duty that starts at a time is due. facts: a JSON object, or "".
func (p *Pack) Due(duty, facts string, start int64) (Deadline, error) {
	due := C.tho_deadline{struct_size: C.sizeof_tho_deadline}
	var err *C.tho_error
	id, said := text(duty), text(facts)
	defer free(id)
	defer free(said)
	status := C.tho_duty_evaluate(p.handle, id, C.THO_NTS, said, C.THO_NTS, C.int64_t(start), &due, &err)
	return Deadline{int64(due.due), int64(due.late_from), int32(due.due_day), uint32(due.flags)}, failure(status, err)
}

// Explain is the same answer with its derivation, as JSON.
func (p *Pack) Explain(duty, facts string, start int64) (string, error) {
	var out *C.tho_text
	var err *C.tho_error
	id, said := text(duty), text(facts)
	defer free(id)
	defer free(said)
	status := C.tho_duty_explain(p.handle, id, C.THO_NTS, said, C.THO_NTS, C.int64_t(start), C.THO_LANGUAGE_EN, &out, &err)
	if status < 0 {
		return "", failure(status, err)
	}
	return taken(out), nil
}

// Store is a database of cases; one goroutine at a time.
type Store struct{ handle *C.tho_store }

// OpenStore opens a database, or makes it.
func OpenStore(path string) (*Store, error) {
	var store Store
	var err *C.tho_error
	name := text(path)
	defer free(name)
	return &store, failure(C.tho_store_open(name, C.THO_NTS, C.THO_STORE_CREATE, &store.handle, &err), err)
}

// UsePack names the pack of new cases.
func (s *Store) UsePack(p *Pack) error {
	var err *C.tho_error
	return failure(C.tho_store_use_pack(s.handle, p.handle, &err), err)
}

// Apply takes an act on, written as JSON, and answers in JSON.
func (s *Store) Apply(act string) (string, error) {
	var out *C.tho_text
	var err *C.tho_error
	command := text(act)
	defer free(command)
	if status := C.tho_store_apply(s.handle, command, C.THO_NTS, &out, &err); status < 0 {
		return "", failure(status, err)
	}
	return taken(out), nil
}

// Tick records what has become late, and tells it: one JSON object a line.
func (s *Store) Tick(now int64) (string, error) {
	var out *C.tho_text
	var err *C.tho_error
	if status := C.tho_store_tick(s.handle, C.int64_t(now), &out, &err); status < 0 {
		return "", failure(status, err)
	}
	return taken(out), nil
}

func (s *Store) Close() { C.tho_store_close(s.handle) }

// ParseTime reads an instant: 2024-04-26T16:00, in Viet Nam's time.
func ParseTime(written string) (int64, error) {
	var time C.int64_t
	var err *C.tho_error
	in := text(written)
	defer free(in)
	status := C.tho_time_parse(in, C.THO_NTS, &time, &err)
	return int64(time), failure(status, err)
}

// TimeText and DayText write an instant and a date; one outside 1990 to 2099 as what is wrong with it.
func TimeText(time int64) string {
	var out [40]C.char
	var err *C.tho_error
	if status := C.tho_time_format(C.int64_t(time), &out[0], &err); status < 0 {
		return fmt.Sprint(failure(status, err))
	}
	return C.GoString(&out[0])
}

func DayText(day int32) string {
	var out [40]C.char
	var err *C.tho_error
	if status := C.tho_day_format(C.int32_t(day), &out[0], &err); status < 0 {
		return fmt.Sprint(failure(status, err))
	}
	return C.GoString(&out[0])
}
