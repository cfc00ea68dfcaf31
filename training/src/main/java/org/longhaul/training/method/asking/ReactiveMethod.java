package org.longhaul.training.method.asking;

import java.util.List;
import java.util.Map;
import org.longhaul.training.tensor.Tensor;

/**
 * A method that acts whenever something arrives, rather than step by step with all workers. What arrives is a letter. Those of
 * the workers, how far each has come, have the workers' numbers; behind them come those that servers send each other. Each is
 * under way once at a time.
 */
interface ReactiveMethod {

    /** Training begins: has every worker train, in the order of their numbers. */
    void begin(Workshop workshop);

    /**
     * Which letters are sent when one has arrived, in order. Told for every arrival before the method acts on it, also for those
     * before a checkpoint, on which it does not act again: what it counts, it counts here.
     *
     * <p>Unless told otherwise, the worker that is heard trains again.
     */
    default List<Integer> answersTo(int letter) {
        return List.of(letter);
    }

    /** A letter has arrived: sends those that {@link #answersTo} tells. */
    void arrived(Arrival arrival, Workshop workshop);

    /** Numbers of ranks that send the servers' letters, in the letters' order behind the workers'. */
    default List<Integer> senders() {
        return List.of();
    }

    /** The model that is evaluated, which a server holds. */
    Tensor parameters();

    /** Flat vectors of the servers that persist, by name. */
    Map<String, Tensor> state();

    /**
     * What has arrived.
     *
     * @param letter its number; that of the worker who sent it
     * @param vector what it holds; not to be kept
     * @param count arrivals before this one
     * @param since arrivals before it was sent, or, of a worker, before it was sent its model
     */
    record Arrival(int letter, Tensor vector, long count, long since) {}
}
