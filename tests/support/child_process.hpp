// Runs a piece of a test in a process of its own.
//
//     CHECK(in_child([&] { return opens(path) ? 0 : 1; }) == 0);
//
// Assertions do not count there: what the child found is its exit code. 99: it threw; 128 and more: a signal ended it.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

template <class Work>
pid_t start_child(Work work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child > 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that stops early leaves nobody behind
  int code = 99;
  try {
    code = work();
  } catch (...) {
  }
  ::_exit(code);
}

inline int end_of_child(pid_t child) {
  int state = 0;
  REQUIRE(::waitpid(child, &state, 0) == child);
  return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

template <class Work>
int in_child(Work work) {
  return end_of_child(start_child(work));
}
