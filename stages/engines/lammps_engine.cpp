#include "stages/engines/lammps_engine.hpp"

#define LAMMPS_LIB_MPI 1
#include <lammps/library.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "stages/engines/engine_units.hpp"
#include "stages/engines/lammps_commands.hpp"
#include "stages/engines/lammps_instance.hpp"
#include "stages/engines/lammps_path.hpp"
#include "stages/structure/lattice.hpp"

namespace vitriflow {

namespace {

constexpr double kGPaPerBar = 1e-4;
constexpr const char* kThermoStyle =
    "thermo_style custom step temp pe ke press pxx pyy pzz pxy pxz pyz vol "
    "ecouple";

constexpr std::array<const char*, 6> kPressures{"pxx", "pyy", "pzz", "pxy", "pxz", "pyz"};

class LammpsEngine : public Engine {
 public:
  LammpsEngine(const Communicator& group, const EngineSetup& setup);
  ~LammpsEngine() override;
  LammpsEngine(const LammpsEngine&) = delete;
  LammpsEngine& operator=(const LammpsEngine&) = delete;

  EngineInfo info() const override { return lammps_info(); }
  void load(const System& system) override;
  System system() override;
  Evaluation evaluate() override;
  MinimizeOutcome minimize(const MinimizeRequest& request) override;
  void draw_velocities(double temperature_K, std::int32_t seed) override;
  void run_dynamics(const DynamicsRequest& request, std::span<const Observer> observers) override;
  void exchange(Archive& archive) override;

 private:
  void open_instance();
  void rehearse(const std::string& data_path) const;
  void define_force_field();
  void choose_mesh();
  void open_from_image(bool tilting = false);  // with a box that may tilt, whatever it was
  void keep_image();
  LammpsInstance& present();  // an instance that holds the present state
  void changed() { has_image_ = stored_ = false; }
  void refresh();  // positions, velocities and box of system_ from the instance
  void define_motion(const DynamicsRequest& request);
  void run_chunks(const DynamicsRequest& request, std::span<const Observer> observers);
  Thermo read_thermo(std::int64_t step, double time_ps);

  Communicator group_;
  std::unique_ptr<Communicator> own_;  // LAMMPS's; given up together with an instance that failed
  EngineSetup setup_;
  std::string file_stem_;  // of files in scratch
  std::unique_ptr<LammpsInstance> lammps_;
  System system_;
  bool loaded_ = false;
  bool stored_ = false;     // positions, velocities and box of system_ are the present ones
  bool has_image_ = false;  // image_ is the present state
  std::string image_;       // a restart file's bytes, on the root
  std::int64_t step_ = 0;
  double time_ps_ = 0.0;
};

class LammpsSnapshot : public Snapshot {
 public:
  LammpsSnapshot(LammpsInstance& lammps, const Thermo& thermo) : lammps_(lammps), thermo_(thermo) {}
  const Thermo& thermo() const override { return thermo_; }
  Box box() override { return lammps_.box(); }
  std::vector<double> positions_A() override {
    if (positions_.empty()) {
      positions_ = lammps_.gather("x", 3);
      wrap_positions(positions_, lammps_.box());
    }
    return positions_;
  }

 private:
  LammpsInstance& lammps_;
  const Thermo& thermo_;
  std::vector<double> positions_;
};

LammpsEngine::LammpsEngine(const Communicator& group, const EngineSetup& setup)
    : group_(Communicator::borrow(group.handle())),
      own_(std::make_unique<Communicator>(group.duplicate())),
      setup_(setup) {
  static int opened = 0;
  file_stem_ = fmt::format("{}/lammps-{}-{}", setup_.scratch, ::getpid(), opened++);
  group_.broadcast(file_stem_);
}

LammpsEngine::~LammpsEngine() {
  // Messages of a failed instance may still be on their way: its communicator is never freed.
  if (lammps_ != nullptr && lammps_->failed()) static_cast<void>(own_.release());
}

void prepare(LammpsInstance& lammps) {
  for (const char* command :
       {"units metal", "atom_style full", "atom_modify map array", "boundary p p p", "box tilt large"}) {
    lammps.command(command);
  }
}

void read_data(LammpsInstance& lammps, const std::string& path) {
  const LammpsPath file(path, lammps.is_root());
  lammps.command(fmt::format("read_data \"{}\"", file.name()));
}

void LammpsEngine::open_instance() {
  ENSURE(lammps_ == nullptr || !lammps_->failed(), "the engine of system '{}' is used after it failed", system_.name);
  lammps_.reset();
  lammps_ = std::make_unique<LammpsInstance>(group_, *own_, setup_);
  prepare(*lammps_);
}

// LAMMPS reads files of potentials on one rank, and an error there would abort the whole process group. A user's
// include text is therefore tried on the root alone first, where the error can be caught.
void LammpsEngine::rehearse(const std::string& data_path) const {
  std::string message;
  if (group_.is_root()) {
    try {
      const auto alone = Communicator::borrow(MPI_COMM_SELF);
      LammpsInstance lammps(alone, alone, setup_);
      prepare(lammps);
      read_data(lammps, data_path);
      for (const auto& command : lammps_force_field_commands(system_, true)) lammps.command(command);
    } catch (const std::exception& error) {
      message = error.what();
    }
  }
  group_.broadcast(message);
  if (!message.empty()) throw Error(message);
}

void LammpsEngine::define_force_field() {
  const bool opt = lammps_->has_style("pair", "lj/cut/coul/long/opt") && lammps_->has_style("pair", "morse/opt");
  for (const auto& command : lammps_force_field_commands(system_, opt)) lammps_->command(command);
  lammps_->command("thermo 0");
  lammps_->command(kThermoStyle);
  lammps_->command("thermo_modify norm no lost error flush no");
}

// LAMMPS reads back the particles of a tilted box by their fractions of its vectors, and one on a face may be lost to
// rounding: "Did not assign all restart atoms correctly". Particles of crystals lie on faces exactly. The origin moves
// by 1e-9 of the vectors; particles stay where they are.
void clear_the_faces(System& system) {
  constexpr double kShift = 1e-9;
  const Lattice lattice(system.box.edges, system.box.tilts);
  auto& origin = system.box.origin;
  const auto on_a_face = [&](std::size_t i) {
    const auto* r = &system.positions[i];
    const Fraction fraction = lattice.fraction({r[0] - origin[0], r[1] - origin[1], r[2] - origin[2]});
    return std::any_of(fraction.begin(), fraction.end(),
                       [](double f) { return std::abs(f - std::round(f)) < 0.1 * kShift; });
  };
  bool found = false;
  for (std::size_t i = 0; i < system.positions.size() && !found; i += 3) found = on_a_face(i);
  if (!found) return;
  const Vector shift = lattice.cartesian({kShift, kShift, kShift});
  for (std::size_t c = 0; c < 3; ++c) origin[c] -= shift[c];
}

void LammpsEngine::load(const System& system) {
  system_ = system;
  if (system_.box.tilts != Vector{}) clear_the_faces(system_);
  loaded_ = true;
  step_ = 0;
  time_ps_ = 0.0;
  // Commands first: an include text that is refused must not cost an instance.
  lammps_force_field_commands(system_, true);
  const std::string path = file_stem_ + ".data";
  group_.on_root([&] { posix_files().create(path)->write(lammps_data_file(system_)); });
  if (group_.size() > 1 && !system_.force_field.lammps_include.empty()) rehearse(path);
  open_instance();
  read_data(*lammps_, path);
  group_.on_root([&] { posix_files().remove(path); });
  define_force_field();
  if (system_.force_field.coulomb_cutoff > 0 && system_.force_field.mesh[0] == 0) choose_mesh();
  changed();
}

void LammpsEngine::choose_mesh() {
  lammps_->new_log_text();
  lammps_->command("run 0 post no");
  auto& field = system_.force_field;
  read_chosen_mesh(lammps_->new_log_text(), field);
  lammps_->command(fmt::format("kspace_modify mesh {} {} {} gewald {}", field.mesh[0], field.mesh[1], field.mesh[2],
                               field.ewald_per_A));
}

void LammpsEngine::open_from_image(bool tilting) {
  const std::string path = file_stem_ + ".restart";
  group_.on_root([&] { posix_files().create(path)->write(image_); });
  open_instance();
  {
    const LammpsPath file(path, group_.is_root());
    lammps_->command(fmt::format("read_restart \"{}\"", file.name()));
  }
  group_.on_root([&] { posix_files().remove(path); });
  if (tilting && !lammps_->triclinic()) lammps_->command("change_box all triclinic");
  define_force_field();
}

void LammpsEngine::keep_image() {
  const std::string path = file_stem_ + ".restart";
  {
    const LammpsPath file(path, group_.is_root());
    lammps_->command(fmt::format("write_restart \"{}\"", file.name()));
  }
  group_.on_root([&] {
    image_ = posix_files().read(path);
    posix_files().remove(path);
  });
  has_image_ = true;
}

LammpsInstance& LammpsEngine::present() {
  ENSURE(loaded_, "no system was loaded");
  if (lammps_ == nullptr) open_from_image();
  return *lammps_;
}

void LammpsEngine::refresh() {
  if (stored_) return;
  auto& lammps = present();
  system_.box = lammps.box();
  system_.positions = lammps.gather("x", 3);
  system_.velocities = lammps.gather("v", 3);
  const auto images = lammps.gather_integers("image", 3);
  const auto& box = system_.box;
  for (std::size_t i = 0; i < system_.positions.size(); i += 3) {
    const double a = images[i];
    const double b = images[i + 1];
    const double c = images[i + 2];
    system_.positions[i] += a * box.edges[0] + b * box.tilts[0] + c * box.tilts[1];
    system_.positions[i + 1] += b * box.edges[1] + c * box.tilts[2];
    system_.positions[i + 2] += c * box.edges[2];
  }
  stored_ = true;
}

System LammpsEngine::system() {
  refresh();
  return system_;
}

Evaluation LammpsEngine::evaluate() {
  auto& lammps = present();
  if (!stored_) refresh();  // a run of no steps changes the last bits of positions in a cell with tilts
  lammps.command("compute virial all pressure NULL virial");
  lammps.command(std::string(kThermoStyle) + " c_virial[1]");
  lammps.command("run 0 post no");
  Evaluation evaluation;
  evaluation.energy_eV = lammps.thermo("pe");
  evaluation.forces_eV_A = lammps.gather("f", 3);
  evaluation.charges_e = lammps.gather("q", 1);
  const auto pressure_bar = lammps.compute_vector("virial", 6);
  for (std::size_t c = 0; c < 6; ++c) evaluation.stress_GPa[c] = -pressure_bar[c] * kGPaPerBar;
  lammps.command(kThermoStyle);
  lammps.command("uncompute virial");
  return evaluation;
}

MinimizeOutcome LammpsEngine::minimize(const MinimizeRequest& request) {
  auto& lammps = present();
  MinimizeOutcome outcome;
  lammps.command("run 0 post no");
  outcome.energy_before_eV = lammps.thermo("pe");
  if (request.relax_box) lammps.command(fmt::format("fix relax all box/relax iso {} vmax 0.001", request.pressure_bar));
  lammps.command("min_style cg");
  lammps.command("min_modify norm inf");
  lammps.command("reset_timestep 0");
  lammps.new_log_text();
  lammps.command(fmt::format("minimize {} {} {} {}", request.energy_tolerance, request.force_tolerance_eV_A,
                             request.max_iterations, 10 * request.max_iterations));
  outcome.iterations = static_cast<std::int64_t>(lammps.thermo("step"));
  outcome.energy_after_eV = lammps.thermo("pe");
  outcome.max_force_eV_A = lammps.thermo("fmax");
  const std::string log = lammps.new_log_text();
  constexpr std::string_view kReason = "Stopping criterion = ";
  if (const auto at = log.rfind(kReason); at != std::string::npos) {
    const auto first = at + kReason.size();
    outcome.stopped_by = log.substr(first, log.find('\n', first) - first);
  }
  outcome.converged = outcome.max_force_eV_A <= request.force_tolerance_eV_A ||
                      outcome.stopped_by == "force tolerance" || outcome.stopped_by == "energy tolerance";
  outcome.limit_reached = !outcome.converged && outcome.stopped_by.starts_with("max ");
  if (request.relax_box) lammps.command("unfix relax");
  lammps.command(fmt::format("reset_timestep {}", step_));
  changed();
  return outcome;
}

void LammpsEngine::draw_velocities(double temperature_K, std::int32_t seed) {
  auto& lammps = present();
  if (temperature_K > 0) {
    lammps.command(fmt::format("velocity all create {} {} mom yes rot no dist gaussian loop all", temperature_K, seed));
  } else {
    lammps.command("velocity all set 0 0 0");
  }
  changed();
}

Thermo LammpsEngine::read_thermo(std::int64_t step, double time_ps) {
  Thermo now;
  now.step = step;
  now.time_ps = time_ps;
  now.temperature_K = lammps_->thermo("temp");
  now.potential_eV = lammps_->thermo("pe");
  now.kinetic_eV = lammps_->thermo("ke");
  now.conserved_eV = now.potential_eV + now.kinetic_eV + lammps_->thermo("ecouple");
  now.pressure_bar = lammps_->thermo("press");
  for (std::size_t c = 0; c < kPressures.size(); ++c) now.pressure_tensor_bar[c] = lammps_->thermo(kPressures[c]);
  now.volume_A3 = lammps_->thermo("vol");
  now.box = lammps_->box();
  return now;
}

void LammpsEngine::run_chunks(const DynamicsRequest& request, std::span<const Observer> observers) {
  const std::int64_t last = request.first_step + request.steps;
  const std::string ramp = lammps_ramp_words(request);
  const char* preparation = "yes";
  for (std::int64_t step = request.first_step; step < last;) {
    std::int64_t next = last;
    for (const auto& observer : observers) next = std::min(next, (step / observer.every + 1) * observer.every);
    lammps_->command(fmt::format("run {}{} pre {} post no", next - step, ramp, preparation));
    preparation = "no";
    step = next;
    const Thermo now =
        read_thermo(step, time_ps_ + static_cast<double>(step - request.first_step) * request.timestep_fs * 1e-3);
    check_thermo(now, system_.name);
    LammpsSnapshot snapshot(*lammps_, now);
    for (const auto& observer : observers) {
      if (step % observer.every == 0) observer.see(snapshot);
    }
  }
}

void LammpsEngine::define_motion(const DynamicsRequest& request) {
  if (request.towards_cube) lammps_->command(lammps_shape_command(request, lammps_->box()));
  lammps_->command(lammps_motion_command(request));
}

void LammpsEngine::run_dynamics(const DynamicsRequest& request, std::span<const Observer> observers) {
  ENSURE(loaded_, "no system was loaded");
  if (!has_image_) {
    present();
    keep_image();
  }
  open_from_image(request.ensemble == Ensemble::npt_triclinic);
  if (request.first_step != step_) lammps_->command(fmt::format("reset_timestep {}", request.first_step));
  lammps_->command(fmt::format("timestep {}", request.timestep_fs * 1e-3));
  define_motion(request);
  stored_ = false;
  run_chunks(request, observers);
  if (request.towards_cube) lammps_->command("unfix shape");  // the image must not remember where this leg began
  step_ = request.first_step + request.steps;
  time_ps_ += static_cast<double>(request.steps) * request.timestep_fs * 1e-3;
  keep_image();
  lammps_->command("unfix motion");
}

void LammpsEngine::exchange(Archive& archive) {
  if (!archive.reading()) {
    present();
    if (!has_image_) keep_image();
    refresh();
  }
  ENSURE(loaded_, "no system was loaded");
  archive.field("engine/step", step_);
  archive.field("engine/time", time_ps_, "ps");
  archive.root_bytes("engine/lammps_restart", image_);
  auto& box = system_.box;
  std::vector<double> cell;
  for (const auto* part : {&box.origin, &box.edges, &box.tilts}) cell.insert(cell.end(), part->begin(), part->end());
  archive.field("engine/box", cell, "A");
  archive.field("engine/positions", system_.positions, "A");
  archive.field("engine/velocities", system_.velocities, "A/ps");
  if (!archive.reading()) return;
  if (cell.size() != 9 || system_.positions.size() != 3 * system_.type.size()) {
    throw Error(fmt::format("the checkpoint does not belong to system '{}'. Start the stage over.", system_.name));
  }
  std::copy_n(cell.begin(), 3, box.origin.begin());
  std::copy_n(cell.begin() + 3, 3, box.edges.begin());
  std::copy_n(cell.begin() + 6, 3, box.tilts.begin());
  has_image_ = stored_ = true;
  lammps_.reset();
}

}  // namespace

EngineInfo lammps_info() {
  EngineInfo info{"LAMMPS",
                  VITRIFLOW_LAMMPS_VERSION,
                  {"forces", "stress", "minimize", "relax-box", "nve", "nvt", "npt-isotropic", "npt-anisotropic",
                   "npt-triclinic", "reshape", "lammps-include"}};
  std::array<char, 128> name{};
  for (int i = 0; i < lammps_config_package_count(); ++i) {
    if (lammps_config_package_name(i, name.data(), static_cast<int>(name.size())) == 0) continue;
    info.capabilities.push_back(fmt::format("package:{}", name.data()));
  }
  const auto offers = [](const char* package, const char* category, const char* setting) {
    return lammps_config_accelerator(package, category, setting) != 0;
  };
  if (offers("KOKKOS", "api", "cuda") || offers("KOKKOS", "api", "hip") || offers("KOKKOS", "api", "sycl"))
    info.capabilities.emplace_back("accelerator:kokkos");
  if (offers("GPU", "precision", "double")) info.capabilities.emplace_back("accelerator:gpu");
  return info;
}

std::unique_ptr<Engine> open_lammps(const Communicator& group, const EngineSetup& setup) {
  return std::make_unique<LammpsEngine>(group, setup);
}

}  // namespace vitriflow
