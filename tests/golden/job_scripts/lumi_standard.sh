#!/bin/bash -l
#SBATCH --job-name=vitriflow-zif4-quickstart
#SBATCH --comment='vitriflow 20240117-1'
#SBATCH --partition=standard
#SBATCH --nodes=4
#SBATCH --ntasks=512
#SBATCH --ntasks-per-node=128
#SBATCH --cpus-per-task=1
#SBATCH --mem=0
#SBATCH --time=2-00:00:00
#SBATCH --signal=B:USR1@600
#SBATCH --no-requeue
#SBATCH --open-mode=append
#SBATCH --output=/home/ann/campaigns/zif4-quickstart/logs/slurm-%j.log
#SBATCH --kill-on-invalid-dep=yes
#SBATCH --dependency=afterany:12
export OMP_NUM_THREADS=1
export SRUN_CPUS_PER_TASK=1
exec /opt/vitriflow/bin/vitriflow run /home/ann/campaigns/zif4-quickstart --submission 20240117-1 --yes
