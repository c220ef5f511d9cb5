/* An MPI program that says where its ranks are, and that they hear each other. */
#include <mpi.h>
#include <stdio.h>

int main(int argc, char** argv) {
  char name[MPI_MAX_PROCESSOR_NAME];
  int rank, length, sum;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Get_processor_name(name, &length);
  MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  printf("rank %d on %s, sum %d\n", rank, name, sum);
  return MPI_Finalize();
}
