package org.longhaul.training.task;

import java.util.List;

/**
 * How many examples there are and how wide a model's features of them, in place of the examples: for whoever follows what a method
 * exchanges without training.
 *
 * @param workers number of workers
 * @param ofWorker examples of each of them
 * @param ofServer examples with labels that the server has
 * @param features width of the features that the model would have of them
 */
public record CountedExamples(int workers, int ofWorker, int ofServer, int features) implements ExamplePool {
    @Override
    public DataShape.Examples shape() {
        return new DataShape.Examples(List.of(1), 1);
    }

    @Override
    public int count(int rank) {
        return rank == workers ? ofServer : ofWorker;
    }

    @Override
    public void copy(int rank, int place, float[] target, int at) {
        target[at] = 0;
    }

    @Override
    public int label(int rank, int place) {
        return 0;
    }
}
