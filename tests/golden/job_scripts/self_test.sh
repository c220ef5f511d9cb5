#!/bin/bash -l
#SBATCH --job-name=vitriflow-zif4-quickstart
#SBATCH --comment='vitriflow 20240117-1'
#SBATCH --partition=all
#SBATCH --nodes=2
#SBATCH --ntasks=4
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=1
#SBATCH --mem=2000M
#SBATCH --time=0-00:03:00
#SBATCH --signal=B:USR1@20
#SBATCH --no-requeue
#SBATCH --open-mode=append
#SBATCH --output=/home/ann/campaigns/zif4-quickstart/logs/slurm-%j.log
#SBATCH --kill-on-invalid-dep=yes
export OMP_NUM_THREADS=1
export SRUN_CPUS_PER_TASK=1
exec /opt/vitriflow/bin/vitriflow doctor --probe job --launcher 'srun --mpi=pmix'
