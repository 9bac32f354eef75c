#include "src/postgresql/errors.hpp"

#include <poll.h>

#include <cerrno>

#include "src/pack/say.hpp"

namespace thoihan::pq {

namespace {

bool is_of_class(std::string_view state, std::string_view first_two) noexcept {
  return state.substr(0, 2) == first_two;
}

// libpq's verbose words have lines of the server's source after the first.
std::string first_line(const std::string& message) { return message.substr(0, message.find('\n')); }

}  // namespace

bool is_conflict(std::string_view state) noexcept { return state == "40001" || state == "40P01"; }

error lost_error(const std::string& name) {
  return {status::io,
          say("{}: mất kết nối tới máy chủ trước khi ghi nhận; chưa có gì được ghi, hãy làm lại",
              "{}: the connection to the server was lost before the commit; nothing was written, repeat it", name)};
}

error doubt_error(const std::string& name) {
  return {status::io, say("{}: mất kết nối đúng lúc ghi nhận nên không rõ đã ghi hay chưa; hãy gửi lại với cùng các "
                          "khóa (key): nếu đã ghi thì sẽ được "
                          "trả lời như lần đầu",
                          "{}: the connection was lost while committing, so that it is in doubt whether this was "
                          "written; repeat it with the same "
                          "keys: what was written is answered as before",
                          name)};
}

error connect_error(std::string_view state, const std::string& name, const std::string& user,
                    const std::string& message) {
  if (state == "28P01" || state == "28000") {
    return {status::io, say("{}: máy chủ không nhận người dùng {} (mật khẩu, chứng thư hoặc pg_hba.conf); hãy xem tệp "
                            "mật khẩu ~/.pgpass hoặc "
                            "tệp dịch vụ",
                            "{}: the server does not let the user {} in (password, certificate or pg_hba.conf); look "
                            "at the password file "
                            "~/.pgpass or the service file",
                            name, user)};
  }
  if (state == "3D000") {
    return {status::io, say("{}: máy chủ không có cơ sở dữ liệu này; hãy kiểm tra dbname hoặc tạo bằng createdb",
                            "{}: the server has no such database; check dbname, or make it with createdb", name)};
  }
  if (state == "53300") {
    return {
        status::busy,
        say("{}: máy chủ đã hết kết nối (max_connections); hãy thử lại sau hoặc tăng giới hạn",
            "{}: the server has no connection to spare (max_connections); try again later or raise the limit", name)};
  }
  if (state == "57P03") {
    return {status::busy, say("{}: máy chủ đang khởi động hoặc đang phục hồi; hãy thử lại sau ít giây",
                              "{}: the server is starting up or recovering; try again in some seconds", name)};
  }
  if (state == "42501") {
    return {status::readonly,
            say("{}: người dùng {} không được phép kết nối; hãy cấp quyền CONNECT cho cơ sở dữ liệu này",
                "{}: the user {} may not connect; grant CONNECT on this database", name, user)};
  }
  if (state.empty()) {
    return {
        status::io,
        say("{}: không có máy chủ PostgreSQL nào trả lời ({}); hãy kiểm tra host, port và máy chủ có đang chạy không",
            "{}: no PostgreSQL server answers ({}); check host and port, and that the server is running", name,
            first_line(message))};
  }
  return {status::io, say("{}: không kết nối được ({})", "{}: cannot connect ({})", name, first_line(message))};
}

error statement_error(std::string_view state, const std::string& name, const std::string& user,
                      const std::string& message) {
  const auto told = [&](status code) {
    return error{code, say("{}: {} (SQLSTATE {})", "{}: {} (SQLSTATE {})", name, message, state)};
  };
  if (is_conflict(state)) {
    return {status::busy, say("{}: hai lần ghi vướng nhau; hãy thử lại",
                              "{}: two writes stood in each other's way; try again", name)};
  }
  if (state == "55P03" || state == "57014") {
    return {status::busy, say("{}: chờ khóa của người khác quá lâu; hãy thử lại",
                              "{}: another's lock was waited for too long; try again", name)};
  }
  if (state == "53100") {
    return {status::full, say("{}: máy chủ đã đầy đĩa; chưa có gì được ghi",
                              "{}: the server's disk is full; nothing was written", name)};
  }
  if (state == "53300") return told(status::busy);
  if (state == "53200") return told(status::no_memory);
  if (state == "25006") {
    return {
        status::readonly,
        say("{}: máy chủ này chỉ cho đọc (bản sao đọc?); hãy ghi vào máy chủ chính (target_session_attrs=read-write)",
            "{}: this server only reads (a read replica?); write to the primary (target_session_attrs=read-write)",
            name)};
  }
  if (state == "42501") {
    return {status::readonly, say("{}: người dùng {} thiếu quyền ({}); hãy cấp quyền bằng GRANT",
                                  "{}: the user {} lacks rights ({}); GRANT them", name, user, message)};
  }
  if (state == "42P01" || state == "42703" || state == "3F000") return told(status::format);
  if (state == "22021" || state == "22P05") {
    return {status::utf8, say("{}: văn bản có ký tự NUL hoặc không phải UTF-8, PostgreSQL không lưu được",
                              "{}: a text has a NUL character or is not UTF-8, which PostgreSQL does not keep", name)};
  }
  if (state == "23503") return told(status::reference);
  if (state == "23505") return told(status::duplicate);
  if (is_of_class(state, "23") || is_of_class(state, "22")) return told(status::invalid);
  if (is_of_class(state, "54")) return told(status::too_big);
  if (is_of_class(state, "XX")) return told(status::corrupt);
  if (is_of_class(state, "08") || state == "57P01" || state == "57P02" || state == "57P03") return lost_error(name);
  return told(status::io);
}

std::string user_of(const PGconn* handle) {
  const char* const user = PQuser(handle);
  return user == nullptr ? "" : user;
}

bool wait_for_socket(int socket, bool to_write) noexcept {
  if (socket < 0) return true;  // libpq says what is wrong
  pollfd one{socket, static_cast<short>(to_write ? POLLOUT : POLLIN), 0};
  int code = 0;
  do {
    code = ::poll(&one, 1, 10000);
  } while (code < 0 && errno == EINTR);
  return code > 0;
}

}  // namespace thoihan::pq
