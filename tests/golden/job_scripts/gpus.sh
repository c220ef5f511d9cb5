#!/bin/bash -l
#SBATCH --job-name=vitriflow-zif4-quickstart
#SBATCH --comment='vitriflow 20240117-1'
#SBATCH --partition=gpu
#SBATCH --nodes=2
#SBATCH --ntasks=8
#SBATCH --ntasks-per-node=4
#SBATCH --cpus-per-task=1
#SBATCH --gpus-per-node=4
#SBATCH --mem=28610M
#SBATCH --time=0-01:00:00
#SBATCH --signal=B:USR1@300
#SBATCH --no-requeue
#SBATCH --open-mode=append
#SBATCH --output=/home/ann/campaigns/zif4-quickstart/logs/slurm-%j.log
#SBATCH --kill-on-invalid-dep=yes
export OMP_NUM_THREADS=1
export SRUN_CPUS_PER_TASK=1
exec /opt/vitriflow/bin/vitriflow run /home/ann/campaigns/zif4-quickstart --submission 20240117-1 --yes
