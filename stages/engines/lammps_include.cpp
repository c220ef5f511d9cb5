#include "stages/engines/lammps_include.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace vitriflow {

namespace {

constexpr std::array<std::string_view, 22> kAllowed{
    "pair_style",     "pair_coeff",    "pair_modify",    "bond_style",     "bond_coeff",
    "angle_style",    "angle_coeff",   "dihedral_style", "dihedral_coeff", "improper_style",
    "improper_coeff", "special_bonds", "kspace_style",   "kspace_modify",  "dielectric",
    "mass",           "set",           "neighbor",       "neigh_modify",   "comm_modify",
    "variable",       "group"};

// What people try, and what to do instead.
struct Refusal {
  std::string_view command;
  std::string_view way_out;
};
constexpr std::array<Refusal, 26> kRefused{{
    {"units", "Units are metal; remove the line and convert the numbers."},
    {"atom_style", "The atom style is full; remove the line."},
    {"atom_modify", "Remove the line."},
    {"boundary", "All boundaries are periodic; remove the line."},
    {"newton", "Remove the line."},
    {"processors", "Remove the line."},
    {"read_data", "The structure comes from structure.build; remove the line."},
    {"read_restart", "The state comes from the campaign's store; remove the line."},
    {"create_box", "The structure comes from structure.build; remove the line."},
    {"create_atoms", "The structure comes from structure.build; remove the line."},
    {"replicate", "Use 'supercell' of structure.build; remove the line."},
    {"velocity", "Stages draw velocities; remove the line."},
    {"timestep", "Use 'timestep' of the stage; remove the line."},
    {"thermo", "Stages record thermodynamics; remove the line."},
    {"thermo_style", "Stages record thermodynamics; remove the line."},
    {"fix", "Stages choose how particles move; remove the line."},
    {"compute", "Stages choose what is computed; remove the line."},
    {"dump", "Stages write trajectories; remove the line."},
    {"run", "Stages choose how long to run; remove the line."},
    {"minimize", "Use a stage of kind md.minimize; remove the line."},
    {"include", "Put the file's lines here."},
    {"shell", "A force field may not start programs; remove the line."},
    {"python", "A force field may not start programs; remove the line."},
    {"quit", "Remove the line."},
    {"clear", "Remove the line."},
    {"partition", "Remove the line."},
}};

struct LogicalLine {
  std::string text;  // without comment and continuation
  int line = 0;      // of its first line
};

class IncludeCheck {
 public:
  IncludeCheck(const std::string& text, const std::string& name, Diagnostics& problems)
      : source_(make_source(name, text)), problems_(problems) {}

  std::vector<std::string> run() {
    std::vector<std::string> commands;
    for (const auto& logical : logical_lines()) {
      const auto words = split(logical);
      if (words.empty()) continue;
      check(words, logical.line);
      commands.push_back(logical.text);
    }
    return commands;
  }

 private:
  void problem(int line, const std::string& message, std::string_view word = {}) {
    int column = 1;
    if (!word.empty()) {
      const auto at = source_->lines[static_cast<std::size_t>(line - 1)].find(word);
      if (at != std::string::npos) column = static_cast<int>(at) + 1;
    }
    problems_.add({source_, line, column}, message, std::max<int>(1, static_cast<int>(word.size())));
  }

  // Removes what follows a '#' outside quotes; complains about quotes that do not end and bytes that are not ASCII.
  std::string without_comment(const std::string& line, int number) {
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto c = static_cast<unsigned char>(line[i]);
      if (c == '#' && quote == 0) return line.substr(0, i);
      if (c >= 0x80 || (c < 0x20 && c != '\t' && c != '\r')) {
        problem(number, "only plain ASCII characters are allowed outside comments. Retype the line.");
        return {};
      }
      if (c != '"' && c != '\'') continue;
      if (quote == 0)
        quote = line[i];
      else if (quote == line[i])
        quote = 0;
    }
    if (quote != 0 || line.find("\"\"\"") != std::string::npos) {
      problem(number, "a quote does not end on its line. Close it; triple quotes are not allowed.");
      return {};
    }
    return line;
  }

  std::vector<LogicalLine> logical_lines() {
    std::vector<LogicalLine> lines;
    bool continued = false;
    for (std::size_t i = 0; i < source_->lines.size(); ++i) {
      const int number = static_cast<int>(i) + 1;
      std::string line = source_->lines[i];
      line.erase(line.find_last_not_of(" \t\r") + 1);
      const bool goes_on = !line.empty() && line.back() == '&';
      if (goes_on) line.pop_back();
      if (goes_on && line.find('#') != std::string::npos) {
        problem(number, "a comment ends in '&', by which LAMMPS would make the next line part of it. Remove the '&'.");
      }
      if (!continued) lines.push_back({{}, number});
      lines.back().text += line;
      continued = goes_on;
    }
    // As LAMMPS does: lines are joined before comments are cut off.
    for (auto& line : lines) line.text = without_comment(line.text, line.line);
    return lines;
  }

  std::vector<std::string> split(const LogicalLine& logical) {
    std::vector<std::string> words;
    std::string word;
    char quote = 0;
    for (const char c : logical.text) {
      if (quote == 0 && std::isspace(static_cast<unsigned char>(c)) != 0) {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
        continue;
      }
      word += c;
      if (quote == c)
        quote = 0;
      else if (quote == 0 && (c == '"' || c == '\''))
        quote = c;
    }
    if (!word.empty()) words.push_back(word);
    return words;
  }

  void check(const std::vector<std::string>& words, int line) {
    const std::string& command = words.front();
    if (command.find_first_of("$\"'") != std::string::npos) {
      return problem(line, "a command's name must stand as it is, without quotes or '$'. Write it out.", command);
    }
    if (std::find(kAllowed.begin(), kAllowed.end(), command) == kAllowed.end()) return refuse(command, line);
    for (const auto& word : words) {
      if (word.find("$(") != std::string::npos) {
        return problem(line, "'$(...)' is not allowed. Define a variable of style equal and use '${name}'.", "$(");
      }
    }
    if (command == "variable") return check_variable(words, line);
    if (command == "set") return check_set(words, line);
    if (command == "group") return check_group(words, line);
    if (command.ends_with("_style")) check_style(words, line);
  }

  void refuse(const std::string& command, int line) {
    const auto known =
        std::find_if(kRefused.begin(), kRefused.end(), [&](const Refusal& r) { return r.command == command; });
    if (known != kRefused.end()) {
      return problem(line, fmt::format("command '{}' is not allowed in a force field. {}", command, known->way_out),
                     command);
    }
    const std::vector<std::string> names(kAllowed.begin(), kAllowed.end());
    const auto close = closest(command, names);
    problem(line,
            fmt::format("command '{}' is not allowed in a force field.{}", command,
                        close ? fmt::format(" Did you mean '{}'?", *close) : " Remove the line."),
            command);
  }

  static bool is_number(const std::string& text) {
    if (text.empty()) return false;
    char* end = nullptr;
    std::strtod(text.c_str(), &end);
    return end == text.c_str() + text.size();
  }

  void check_variable(const std::vector<std::string>& words, int line) {
    if (words.size() < 4) return problem(line, "a variable needs a name, a style and a value.", words.front());
    const auto& name = words[1];
    const auto& style = words[2];
    if (style != "equal" && style != "index" && style != "string") {
      return problem(line, fmt::format("variable style '{}' is not allowed. Use 'equal', 'index' or 'string'.", style),
                     style);
    }
    if (name.find_first_of("$\"'") != std::string::npos)
      return problem(line, "a variable's name must stand as it is.", name);
    bool numeric = style == "equal";
    for (std::size_t i = 3; i < words.size(); ++i) {
      if (style == "equal" && words[i].find_first_of("$\"'") != std::string::npos) {
        return problem(line, "a formula may not hold quotes or '$'. Refer to variables as 'v_name'.", words[i]);
      }
      if (style == "equal" && words[i].find("py_") != std::string::npos) {
        return problem(line, "a formula may not call Python.", words[i]);
      }
    }
    if (style != "equal") numeric = words.size() == 4 && is_number(words[3]);
    // LAMMPS keeps the first value of an index variable: a name that ever was a text stays one.
    if (!numeric) texts_.insert(name);
    numbers_.insert(name);
  }

  void check_set(const std::vector<std::string>& words, int line) {
    const bool charge = words.size() == 5 && words[1] == "type" && words[3] == "charge";
    if (!charge) problem(line, "of 'set' only 'set type TYPE charge VALUE' is allowed.", words.front());
  }

  void check_group(const std::vector<std::string>& words, int line) {
    const bool by_type = words.size() >= 4 && words[2] == "type";
    if (!by_type) problem(line, "of 'group' only 'group NAME type TYPE ...' is allowed.", words.front());
  }

  // A style's name decides what LAMMPS loads: it may not come from a text variable, and some styles run foreign code.
  void check_style(const std::vector<std::string>& words, int line) {
    for (std::size_t i = 1; i < words.size(); ++i) {
      const auto& word = words[i];
      if (word == "python" || word == "kim" || word == "mliappy") {
        return problem(line, fmt::format("style '{}' loads code from outside. Use a style of LAMMPS itself.", word),
                       word);
      }
      if (word.find_first_of("\"'") != std::string::npos)
        return problem(line, "a style may not stand in quotes.", word);
      if (word.find('$') == std::string::npos) continue;
      const bool braced = word.size() > 3 && word.starts_with("${") && word.find('}') == word.size() - 1;
      const bool single = word.size() == 2 && word[0] == '$';
      const std::string name = braced ? word.substr(2, word.size() - 3) : single ? word.substr(1) : std::string();
      if (numbers_.count(name) == 0 || texts_.count(name) != 0) {
        return problem(line, "a style may use '${name}' only as a whole word for a variable that is a number.", word);
      }
    }
  }

  std::shared_ptr<const SourceText> source_;
  Diagnostics& problems_;
  std::set<std::string> numbers_;  // variables
  std::set<std::string> texts_;
};

}  // namespace

std::vector<std::string> check_lammps_include(const std::string& text, const std::string& name, Diagnostics& problems) {
  return IncludeCheck(text, name, problems).run();
}

std::vector<std::string> lammps_include_commands(const std::string& text, const std::string& name) {
  Diagnostics problems;
  auto commands = check_lammps_include(text, name, problems);
  problems.throw_if_any();
  return commands;
}

}  // namespace vitriflow
