#include "stages/md/remedy.hpp"

#include <gmock/gmock.h>

#include "hpc/store/memory_archive.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;

RemedyPolicy all(std::int64_t most) {
  RemedyPolicy policy{most, {}};
  for (const auto& name : remedy_names()) policy.allowed.push_back(remedy_named(name));
  return policy;
}

Failing failing(Instability kind, std::int64_t leg, Ensemble ensemble) {
  return {kind, leg, {.ensemble = ensemble, .timestep_fs = 0.5}};
}

// What is tried one after the other when the same leg fails in the same way again and again.
std::vector<std::string> sequence(const RemedyPolicy& policy, const Failing& failing) {
  std::vector<TakenRemedy> taken;
  std::vector<std::string> names;
  while (const auto next = choose_remedy(policy, failing, taken)) {
    taken.push_back({*next, failing.leg});
    names.emplace_back(to_text(*next));
  }
  return names;
}

TEST(Remedy, StrainedInputsAreMinimisedFirst) {
  EXPECT_THAT(sequence(all(3), failing(Instability::lost_particles, 0, Ensemble::npt_isotropic)),
              ElementsAre("minimise", "smaller-timestep", "softer-barostat"));
  EXPECT_THAT(sequence(all(3), failing(Instability::volume, 0, Ensemble::npt_isotropic)),
              ElementsAre("minimise", "softer-barostat", "smaller-timestep"));
}

TEST(Remedy, ATrajectoryUnderWayGetsASmallerTimestepFirst) {
  for (const auto kind :
       {Instability::too_hot, Instability::not_finite, Instability::lost_particles, Instability::unsaid}) {
    EXPECT_THAT(sequence(all(3), failing(kind, 5, Ensemble::npt_triclinic)),
                ElementsAre("smaller-timestep", "softer-barostat", "minimise"));
  }
}

TEST(Remedy, ADriftIsNotMinimisedAway) {
  EXPECT_THAT(sequence(all(6), failing(Instability::drift, 5, Ensemble::nve)),
              ElementsAre("smaller-timestep", "smaller-timestep", "smaller-timestep"));
}

TEST(Remedy, WithoutABarostatNoneIsSoftened) {
  EXPECT_THAT(sequence(all(6), failing(Instability::too_hot, 5, Ensemble::nvt)),
              ElementsAre("smaller-timestep", "minimise", "smaller-timestep", "smaller-timestep"));
}

TEST(Remedy, ABarostatFasterThanAHundredStepsIsSoftenedFirst) {
  Failing fast = failing(Instability::lost_particles, 5, Ensemble::npt_isotropic);
  fast.request.barostat_ps = 0.049;
  EXPECT_THAT(sequence(all(1), fast), ElementsAre("softer-barostat"));
  fast.request.barostat_ps = 0.05;
  EXPECT_THAT(sequence(all(1), fast), ElementsAre("smaller-timestep"));
}

TEST(Remedy, OnlyWhatIsAllowedIsTakenAndOnlyAsOften) {
  RemedyPolicy policy = all(6);
  policy.allowed = {Remedy::minimise};
  EXPECT_THAT(sequence(policy, failing(Instability::too_hot, 5, Ensemble::nvt)), ElementsAre("minimise"));
  EXPECT_THAT(sequence(all(0), failing(Instability::too_hot, 5, Ensemble::nvt)), ElementsAre());
  EXPECT_THAT(sequence(all(2), failing(Instability::too_hot, 5, Ensemble::nvt)),
              ElementsAre("smaller-timestep", "minimise"));
}

TEST(Remedy, EachTakenOneAddsToTheTreatment) {
  const std::vector<TakenRemedy> taken{
      {Remedy::smaller_timestep}, {Remedy::softer_barostat}, {Remedy::minimise}, {Remedy::smaller_timestep}};
  const Treatment treatment = treatment_of(taken);
  EXPECT_EQ(treatment.parts, 4);
  EXPECT_EQ(treatment.softening, 4.0);
  EXPECT_EQ(treated({.barostat_ps = 0.5}, treatment).barostat_ps, 2.0);
  EXPECT_EQ(treatment_of({}).parts, 1);
}

TEST(Remedy, ChangesAreSaidInNumbers) {
  const DynamicsRequest request{.timestep_fs = 0.5, .barostat_ps = 0.5};
  EXPECT_EQ(change_text(Remedy::minimise, request), "minimised");
  EXPECT_EQ(change_text(Remedy::smaller_timestep, request), "smaller timestep, 0.25 fs instead of 0.5 fs");
  EXPECT_EQ(change_text(Remedy::softer_barostat, request), "softer barostat, a damping time of 2 ps instead of 0.5 ps");
}

TEST(Remedy, ACheckpointKeepsWhatWasTaken) {
  std::vector<TakenRemedy> taken{{Remedy::softer_barostat, 2, 200, 0.1, "first"},
                                 {Remedy::minimise, 3, 300, 0.15, "second"}};
  MemoryArchive archive;
  exchange_remedies(archive, taken);
  archive.read_from_now_on();
  std::vector<TakenRemedy> read{{Remedy::minimise}};
  exchange_remedies(archive, read);
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].remedy, Remedy::softer_barostat);
  EXPECT_EQ(read[1].remedy, Remedy::minimise);
  EXPECT_EQ(read[1].leg, 3);
  EXPECT_EQ(read[1].step, 300);
  EXPECT_EQ(read[1].time_ps, 0.15);
  EXPECT_EQ(read[0].account, "first");
  EXPECT_EQ(read[1].account, "second");
}

TEST(Remedy, ResultsSayWhatWasDoneAndWhatItMayBias) {
  Result untouched;
  put_remedies(untouched, {});
  EXPECT_TRUE(untouched.datasets().empty() && untouched.notices.empty());
  Result result;
  put_remedies(result, {{Remedy::smaller_timestep, 2, 200, 0.1, "Remedy 1 of at most 3, at step 200"}});
  EXPECT_THAT(result.integers("remedies/step"), ElementsAre(200));
  EXPECT_THAT(result.vector("remedies/time"), ElementsAre(0.1));
  EXPECT_THAT(result.names("remedies/name"), ElementsAre("smaller-timestep"));
  EXPECT_THAT(result.notices,
              ElementsAre("Remedy 1 of at most 3, at step 200. Possible bias: averages over what lies before and after "
                          "mix two errors of the integrator, each of the order of its timestep squared."));
}

TEST(Instability, IsReadFromTheEnginesWords) {
  const auto of = [](const std::string& words) { return instability_in(words); };
  EXPECT_EQ(of("LAMMPS, command 'run 100': Lost atoms: original 32 current 31. Log: x"), Instability::lost_particles);
  EXPECT_EQ(of("LAMMPS, command 'run 100': Out of range atoms - cannot compute PPPM"), Instability::lost_particles);
  EXPECT_EQ(of("LAMMPS, command 'run 100': Bond atoms 3 4 missing on proc 1 at step 7"), Instability::lost_particles);
  EXPECT_EQ(of("Non-numeric pressure - simulation unstable"), Instability::volume);
  EXPECT_EQ(of("Non-numeric atom coords - simulation unstable"), Instability::not_finite);
  const std::string alone = "rank 1 of its group met an error alone, whose words LAMMPS loses.";
  EXPECT_EQ(of("LAMMPS, command 'run 100': " + alone), Instability::unsaid);
  EXPECT_EQ(of("LAMMPS, command 'pair_coeff * *': " + alone), std::nullopt);
  EXPECT_EQ(of("LAMMPS, command 'run 100': it ended because the disk is full. Free some space and run again"),
            std::nullopt);
  EXPECT_EQ(of("segmentation fault (signal 11)"), std::nullopt);
}

}  // namespace
}  // namespace vitriflow
