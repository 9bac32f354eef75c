// The commands of the program, one file each: command_<name>.cpp.
#pragma once

namespace thoihan {

class command_line;

void add_check(command_line& line);
void add_calendar(command_line& line);
void add_add(command_line& line);
void add_elapsed(command_line& line);
void add_due(command_line& line);
void add_worst(command_line& line);
void add_simulate(command_line& line);
void add_route(command_line& line);
void add_clauses(command_line& line);
void add_diff(command_line& line);
void add_test(command_line& line);
void add_diagram(command_line& line);
void add_book(command_line& line);
void add_run(command_line& line);
void add_case(command_line& line);
void add_late(command_line& line);
void add_next(command_line& line);
void add_outbox(command_line& line);
void add_report(command_line& line);
void add_verify(command_line& line);
void add_checkpoint(command_line& line);
void add_backup(command_line& line);
void add_move(command_line& line);
void add_erase(command_line& line);
void add_rekey(command_line& line);
void add_replay(command_line& line);
void add_recompute(command_line& line);

}  // namespace thoihan
