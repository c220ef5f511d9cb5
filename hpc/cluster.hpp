// Cluster: what a submission must know of a machine with SLURM, as hpc/clusters/*.yaml states it (README.md there), so
// that no machine is known to the program itself.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vitriflow {

// How a campaign goes on when an allocation's time is up: a successor that was submitted beforehand; the job asks SLURM
// to be queued again; the job ends with the code that the site queues again (RequeueExit in slurm.conf).
enum class Continuation { successor, requeue, exit_code };

// Nodes of one sort.
struct Partition {
  std::string name;
  int nodes = 0;  // the most that one job may have
  int cores_per_node = 1;
  int sockets_per_node = 1;
  double memory_bytes = 0;  // of a node, as far as jobs may have it
  int gpus_per_node = 0;
  std::string accelerator = "none";                            // how LAMMPS uses them: "kokkos", "gpu"
  int gpu_ranks = 1;                                           // that share a GPU
  double longest_s = std::numeric_limits<double>::infinity();  // the longest walltime; infinity: any
  bool whole_nodes = false;  // a job gets, and pays, all cores and all memory of its nodes
};

struct Cluster {
  std::string name, path;               // "lumi-c"; the file that was read
  std::string title;                    // for people
  std::string source;                   // where its facts are from
  bool tested = false;                  // an example that nobody has run says so
  std::string launcher = "srun";        // "srun --mpi=pmix", "mpirun"
  std::string account, qos;             // what a request without them gets; empty: none
  std::vector<std::string> modules;     // names that `module load` knows
  std::vector<std::string> setup;       // lines of shell, before the program
  std::vector<std::string> directives;  // options of sbatch, "--hint=nomultithread"
  std::map<std::string, std::string> environment;
  std::string scratch, node_scratch;  // folders: shared by all nodes; of each node
  bool only_scratch = false;          // compute nodes see no campaign elsewhere
  int stripe_count = 0;               // of large files on a parallel file system; 0: leave it alone
  double stripe_bytes = 0;            // 0: leave it alone
  double warning_s = 300;             // how long before its end an allocation gets SIGUSR1
  Continuation continuation = Continuation::successor;
  int requeue_exit = 99;              // for Continuation::exit_code
  double confirm_core_hours = 1000;   // a submission of more asks first
  std::vector<Partition> partitions;  // the first one is the default

  const Partition* find(std::string_view partition) const;  // empty: the default; nullptr when there is none
};

// The folder of the installed clusters: VITRIFLOW_CLUSTERS, else those of the source, else the installed ones. Throws
// Error (environment).
std::string find_clusters_folder();

// The names of the folder's files, sorted, without their ending.
std::vector<std::string> known_clusters(const std::string& folder);

// By its name in the folder; a text with a slash, or that ends in .yaml, is the path of a file. Throws InvalidInput
// with everything that is wrong in the file, and Error (invalid_input) with did-you-mean for an unknown name.
Cluster read_cluster(const std::string& name_or_path, const std::string& folder);
Cluster read_cluster(const std::string& name_or_path);  // in find_clusters_folder()

// The same from a text; `path` is what messages call it.
Cluster parse_cluster(const std::string& text, const std::string& path);

}  // namespace vitriflow
