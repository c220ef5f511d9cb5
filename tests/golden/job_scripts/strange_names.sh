#!/bin/bash -l
#SBATCH --job-name=vitriflow-Ann-s-ZIF-4--50---
#SBATCH --comment='vitriflow 20240117-1'
#SBATCH --partition=all
#SBATCH --nodes=2
#SBATCH --ntasks=4
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=1
#SBATCH --mem=2000M
#SBATCH --time=0-01:00:00
#SBATCH --signal=B:USR1@20
#SBATCH --no-requeue
#SBATCH --open-mode=append
#SBATCH --output='/home/ann/it'\''s "50%%j" $HOME `x`; #1/zif/logs/slurm-%j.log'
#SBATCH --kill-on-invalid-dep=yes
#SBATCH --dependency=singleton
export OMP_NUM_THREADS=1
export SRUN_CPUS_PER_TASK=1
exec '/opt/my programs/vitriflow' run '/home/ann/it'\''s "50%j" $HOME `x`; #1/zif' --submission 20240117-1 --yes
