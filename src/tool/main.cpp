#include <fcntl.h>

#include <csignal>
#include <cstdio>

#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"

namespace {

// A file that the program opens must not take the place of a standard stream that was closed before it began. What
// stands there instead cannot be used: reading from no input, like writing results to no output, is an error.
void hold_closed_streams() {
  for (const int descriptor : {0, 1, 2}) {
    if (::fcntl(descriptor, F_GETFD) == -1) ::open("/dev/null", descriptor == 1 ? O_RDONLY : O_WRONLY);
  }
}

}  // namespace

int main(int argc, char** argv) {
  hold_closed_streams();
  // A reader that went away is a message and a status, not a sudden end.
  std::signal(SIGPIPE, SIG_IGN);
  thoihan::command_line line{thoihan::choose_language(argc, argv)};
  thoihan::add_check(line);
  thoihan::add_calendar(line);
  thoihan::add_add(line);
  thoihan::add_elapsed(line);
  thoihan::add_due(line);
  thoihan::add_worst(line);
  thoihan::add_simulate(line);
  thoihan::add_route(line);
  thoihan::add_clauses(line);
  thoihan::add_diff(line);
  thoihan::add_test(line);
  thoihan::add_diagram(line);
  thoihan::add_book(line);
  thoihan::add_run(line);
  thoihan::add_case(line);
  thoihan::add_late(line);
  thoihan::add_next(line);
  thoihan::add_outbox(line);
  thoihan::add_report(line);
  thoihan::add_verify(line);
  thoihan::add_checkpoint(line);
  thoihan::add_backup(line);
  thoihan::add_move(line);
  thoihan::add_erase(line);
  thoihan::add_rekey(line);
  thoihan::add_replay(line);
  thoihan::add_recompute(line);
  return line.run(argc, argv);
}
