package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;
import org.longhaul.training.weighting.Normaliser;
import org.longhaul.training.weighting.SampleWeighting;

/**
 * What the samples that workers train on count for: a weighting is prepared before the gradients of a step, and weights each batch.
 * Until one {@linkplain #begin begins}, all samples count the same, and nothing is computed, kept or told.
 *
 * <p>Thread-safety: none, but that batches of different workers are weighted by different threads.
 */
public final class Weighing implements AutoCloseable {
    private static final String OUTER = "sample-weights";

    private final Replicas replicas;
    private final ReplicaThreads threads;
    private @Nullable By by;
    private final Map<Integer, WeighedState> states = new TreeMap<>();

    private record By(SampleWeighting weighting, RowPool rows, Communicator net, WeightBook book) {}

    Weighing(Replicas replicas, ReplicaThreads threads) {
        this.replicas = replicas;
        this.threads = threads;
    }

    /**
     * From now on samples are weighted.
     *
     * @param rows the samples
     * @param net carries what workers need of each other for it
     */
    public void begin(SampleWeighting weighting, RowPool rows, Communicator net) {
        by = new By(weighting, rows, net, new WeightBook(weighting.tellsDomains() ? rows.domains() : List.of()));
    }

    private By by() {
        return Objects.requireNonNull(by, "samples are not weighted");
    }

    private WeighedState state(int rank) {
        return states.computeIfAbsent(
                rank,
                each -> new WeighedState(
                        replicas.setup(), by().weighting, by().rows.domains().size()));
    }

    /** A worker whose samples are weighted; its state is made on the thread that drives the session. */
    WeighedReplica one(Replica replica) {
        return new WeighedReplica(replica, state(replica.worker()), replicas.setup(), replicas.layout(), by().rows);
    }

    Members members(List<Replica> some) {
        return replicas.setup().participation() == null && some.size() == replicas.workers()
                ? Members.EVERYONE
                : new Members(some.stream().map(Replica::worker).toList());
    }

    // Gradients.

    /** Some are about to compute their gradients of a step. */
    void before(long step, List<Replica> some) {
        if (by == null || some.isEmpty()) {
            return;
        }
        long period = step / by.weighting.period() + 1;
        List<Replica> due = some.stream()
                .filter(replica -> !state(replica.worker()).isPreparedFor(period))
                .toList();
        if (!due.isEmpty()) {
            due.forEach(replica -> intoBook(replica.worker()));
            DueReplicas workers = new DueReplicas(this, replicas, threads, by.net, by.book, step, due);
            TensorScope.run(() -> by().weighting.prepare(workers));
            due.forEach(replica -> state(replica.worker()).prepareFor(period));
        }
        double share = scoringShare(by);
        if (share > 0) {
            replicas.tell(new TrainingEvent.Passed(members(some), share, 0));
        }
    }

    /** Operations of weighing a batch, as a part of those of its forward pass. */
    private double scoringShare(By how) {
        ReplicaSetup setup = replicas.setup();
        double positions = (double) setup.batches().itemsPerBatch() / how.rows.batchRows();
        double ofPass = positions * setup.model().forwardFlopsPerItem();
        return how.weighting.flopsOfSample(Math.round(positions), setup.model().hiddenWidth()) / ofPass;
    }

    /** The batch that a worker trains on in a step. */
    Batch batch(Replica replica, long step) {
        if (by == null) {
            return replica.batch(step);
        }
        WeighedReplica worker = one(replica);
        Batch batch = by.weighting.batch(worker, step);
        return by.weighting.weighs()
                ? batch.weighed(new Rows(worker, state(replica.worker()), batch, step)::next)
                : batch;
    }

    /** The rows of a batch, of whom some come at a time. */
    private final class Rows {
        private final WeighedReplica worker;
        private final WeighedState state;
        private final Batch batch;
        private final int[] domains;
        private int done;

        Rows(WeighedReplica worker, WeighedState state, Batch batch, long step) {
            this.worker = worker;
            this.state = state;
            this.batch = batch;
            domains = by().rows.domainsOfBatch(worker.rank(), step);
        }

        Tensor next(Tensor hidden, Tensor losses) {
            int count = Math.toIntExact(losses.size(0));
            Batch part = new Batch(
                    batch.inputs().narrow(0, done, count),
                    batch.targets().narrow(0, done, count),
                    batch.items() / batch.rows() * count);
            Tensor weights = by().weighting.weights(worker, part, hidden, losses);
            double[] found = weights.toDoubles();
            state.add(found, domains, done);
            done += count;
            double sum = Arrays.stream(found).sum();
            return by().weighting.normaliser() == Normaliser.SUM && sum > 0 ? weights.mul(count / sum) : weights;
        }
    }

    // Figures.

    /** What a worker's samples have counted for. */
    private void intoBook(int rank) {
        by().book.add(rank, state(rank).takeSums());
    }

    /** The parameters of those who are present, less those that their round began with. */
    void moved(StateGroup pseudoGradients) {
        if (by != null) {
            WeightBook book = by.book;
            pseudoGradients
                    .ranks()
                    .forEach(rank -> book.moved(rank, pseudoGradients.of(rank).norm()));
        }
    }

    /** Tells what is known since the last time; once a step. */
    public void tell() {
        if (by != null) {
            by.book.tell(replicas.figures());
        }
    }

    /** Training has ended: what is known is told next, whether it was due or not. */
    public void finish() {
        List.copyOf(states.keySet()).forEach(this::intoBook);
    }

    // Outer means.

    /**
     * What each worker counts for in an outer mean, by rank: as given, unless it counts for the weights of its samples since the last
     * one, which are then sent. Null when all count the same.
     *
     * @param weights what they count for apart from that; null for all the same
     * @param ranks whose mean it is
     * @param root who makes the mean; null for all
     */
    public double @Nullable [] outer(double @Nullable [] weights, List<Integer> ranks, @Nullable Integer root) {
        if (by == null || !by.weighting.weighsWorkers()) {
            return weights;
        }
        Communicator net = by.net;
        ReplicaSetup setup = replicas.setup();
        double[] counts = new double[setup.workers()];
        Arrays.fill(counts, Double.MIN_NORMAL);
        TensorScope.run(() -> {
            List<Tensor> numbers = new ArrayList<>();
            for (int rank : ranks) {
                counts[rank] = (weights == null ? 1 : weights[rank])
                        * Math.max(state(rank).takeOfRound(), Float.MIN_NORMAL);
                numbers.add(Tensors.of(setup.device(), new double[] {counts[rank]}, 1)
                        .to(setup.type()));
            }
            StateGroup group = StateGroup.ofNumbers(OUTER, 1, ranks, numbers);
            if (root == null) {
                net.allReduceMean(group, Casts.FP32);
            } else {
                List<Tensor> into = new ArrayList<>();
                ranks.forEach(rank -> into.add(Tensors.zeros(setup.device(), setup.type(), 1)));
                net.gather(group, root, into, Casts.FP32, Release.AFTER_BACKWARD);
            }
        });
        return counts;
    }

    // Who is there.

    /** From now on others take part: whoever comes has received other parameters, and is prepared anew. */
    void enter() {
        finish();
        close();
    }

    /** What those who take part keep, by name. */
    Map<String, Tensor> tensors(List<Integer> ranks) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int rank : by == null ? List.<Integer>of() : ranks) {
            state(rank)
                    .tensors()
                    .forEach((name, tensor) -> tensors.put("worker-" + rank + ".weighting." + name, tensor));
        }
        return tensors;
    }

    @Override
    public void close() {
        states.values().forEach(WeighedState::close);
        states.clear();
    }
}
