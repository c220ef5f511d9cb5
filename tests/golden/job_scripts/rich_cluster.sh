#!/bin/bash -l
#SBATCH --job-name=vitriflow-zif4-quickstart
#SBATCH --comment='vitriflow 20240117-1'
#SBATCH --partition=all
#SBATCH --account=mine
#SBATCH --qos=standard
#SBATCH --nodes=2
#SBATCH --ntasks=4
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=1
#SBATCH --time=0-01:00:00
#SBATCH --signal=B:USR1@20
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=/home/ann/campaigns/zif4-quickstart/logs/slurm-%j.log
#SBATCH --kill-on-invalid-dep=yes
#SBATCH --hint=nomultithread
#SBATCH --mem-per-cpu=1750M
#SBATCH --nice=100
module load gcc/12.2 || { echo 'vitriflow: cannot load module '\''gcc/12.2'\''' >&2; exit 5; }
module load 'lammps (site'\''s own)' || { echo 'vitriflow: cannot load module '\''lammps (site'\''s own)'\''' >&2; exit 5; }
export GREETING='it'\''s $HOME'
export OMP_NUM_THREADS=2
export SRUN_CPUS_PER_TASK=1
export TMPDIR='/local/disk of the node'
source "$HOME/lammps/env.sh"
ulimit -c 0
exec /opt/vitriflow/bin/vitriflow run /home/ann/campaigns/zif4-quickstart --submission 20240117-1 --yes
