// An office of the invented province at its store: acts as JSON, and the calls that must succeed.
//
//     desk d;
//     d.apply(receive());
//     CHECK(has(d.case_of("LH-1"), R"("state":"received")"));
#pragma once

#include <string>

#include "tests/capi/handles.hpp"

inline std::string act(const std::string& case_id, const std::string& key, const std::string& time,
                       const std::string& event, const std::string& by, const std::string& facts) {
  return R"({"case":")" + case_id + R"(","key":")" + key + R"(","at":")" + time + R"(","event":")" + event +
         R"(","by":{)" + by + R"(},"facts":{)" + facts + "}}";
}

inline const std::string operator_ = R"("role":"operator")";
inline const std::string transport = R"("role":"authority","authority":"so-giao-thong")";

inline std::string receive(const std::string& case_id = "LH-1", const std::string& key = "a") {
  return act(case_id, key, "2024-04-25T09:10", "receive", operator_, R"("channel":"app","content":"Đèn hỏng")");
}

struct desk : lac_hong {
  explicit desk(bool with_pack = true) {
    open_store(THO_STORE_CREATE);
    if (with_pack) use();
  }
  std::string file() const { return folder.file("cases.db"); }
  void open_store(tho_store_mode mode) {
    done([&](tho_error** err) { return tho_store_open(file().c_str(), THO_NTS, mode, store.out(), err); });
  }
  void use() {
    done([&](tho_error** err) { return tho_store_use_pack(store, pack, err); });
  }
  std::string apply(const std::string& command) {
    text_handle out;
    done([&](tho_error** err) {
      return tho_store_apply(store, command.data(), static_cast<int64_t>(command.size()), out.out(), err);
    });
    return text_of(out);
  }
  failure refused(const std::string& command) {
    return failed([&](tho_error** err) { return tho_store_apply(store, command.c_str(), THO_NTS, nullptr, err); });
  }
  std::string tick(const char* now) {
    text_handle out;
    done([&](tho_error** err) { return tho_store_tick(store, at(now), out.out(), err); });
    return text_of(out);
  }
  std::string case_of(const char* id, tho_language language = THO_LANGUAGE_EN) {
    text_handle out;
    done([&](tho_error** err) { return tho_store_case(store, id, THO_NTS, language, out.out(), err); });
    return text_of(out);
  }

  temporary_folder folder;
  store_handle store;
};

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
