package org.longhaul.training.weighting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * What samples are like, measured at anchors:
 *
 * <pre>
 *   a = 1/|V| sum_v n(phi(v) - m),   s(x) = n(phi(x) - m) . a
 * </pre>
 *
 * <p>n makes the length 1, m is the {@linkplain Centre centre}. The mean cosine with all anchors is the product with one vector of d
 * numbers, a, which is all that is kept of them.
 */
final class AnchorStates {
    static final String VECTOR = "anchor-states";
    static final String CENTRE = "mean-state";

    /** Mean cosine between two workers' a, before these are summed. */
    static final RoundFigure COSINE = new RoundFigure(
            "anchor-cosine",
            "1",
            Better.HIGHER,
            "Mean cosine between two workers' mean states of anchors, as each computes them at the parameters that it has, before they are summed; of its own part of the anchors where these are shared out.");

    private final RowPool pool;
    private final int[] anchors;
    private final AnchorSharing held;
    private final Centre centre;
    private final int centreBatches;
    private final int width;

    /**
     * Nothing is known of the anchors yet.
     *
     * @param centreBatches batches of a worker's that the centre is the mean of
     * @param width d
     */
    AnchorStates(RowPool pool, int[] anchors, AnchorSharing held, Centre centre, int centreBatches, int width) {
        this.pool = pool;
        this.anchors = anchors.clone();
        this.held = held;
        this.centre = centre;
        this.centreBatches = centreBatches;
        this.width = width;
    }

    List<SampleWeighting.Kept> kept() {
        return List.of(new SampleWeighting.Kept(VECTOR, width), new SampleWeighting.Kept(CENTRE, width));
    }

    /** Why workers need each other, as the end of a message; null if they do not. */
    static @Nullable String needsEverybody(AnchorSharing held, Centre centre) {
        List<String> what = new ArrayList<>();
        if (held == AnchorSharing.SHARDED) {
            what.add("anchors that are sharded");
        }
        if (centre == Centre.SHARED) {
            what.add("a centre that is shared");
        }
        return what.isEmpty()
                ? null
                : String.join(" and ", what)
                        + " are summed over the workers.\nMaybe take held: replicated and centre: own or none.";
    }

    /** Centre and anchors anew, at the parameters that each worker takes for it. */
    void refresh(WeighedWorkers workers, Function<WeighedWorker, Tensor> parameters) {
        if (centre != Centre.NONE) {
            workers.each(worker -> centre(worker, parameters.apply(worker), workers.step()));
            if (centre == Centre.SHARED) {
                workers.allReduceMean(workers.kept(CENTRE));
            }
        }
        int summed = 0;
        for (int rank : workers.ranks()) {
            summed += own(rank, workers.all()).length;
        }
        // 1 / |V| where each has all anchors; where they are shared out, the mean over the workers is that over all
        // anchors.
        double times = (double) workers.ranks().size() / summed;
        workers.each(worker -> anchors(worker, parameters.apply(worker), own(worker.rank(), workers.all()), times));
        StateGroup vectors = workers.kept(VECTOR);
        if (vectors.workers() > 1) {
            workers.tell(COSINE, cosine(vectors));
        }
        if (held == AnchorSharing.SHARDED) {
            workers.allReduceMean(vectors);
        }
    }

    private void centre(WeighedWorker worker, Tensor flat, long step) {
        Tensor mean = worker.kept(CENTRE).zeroInPlace();
        for (int i = 0; i < centreBatches; i++) {
            long of = step + i;
            TensorScope.run(() -> mean.addInPlace(
                    PooledStates.of(worker.hidden(flat, worker.drawn(of))).mean(0, false), 1.0 / centreBatches));
        }
    }

    /** The anchors that a worker computes. */
    private int[] own(int rank, int workers) {
        return held == AnchorSharing.SHARDED ? AnchorChoice.shard(anchors, rank, workers) : anchors;
    }

    private void anchors(WeighedWorker worker, Tensor flat, int[] own, double times) {
        Tensor sum = worker.kept(VECTOR).zeroInPlace();
        int each = pool.batchRows();
        for (int from = 0; from < own.length; from += each) {
            int[] rows = Arrays.copyOfRange(own, from, Math.min(own.length, from + each));
            TensorScope.run(() -> {
                Batch batch = pool.anchors(rows, worker.device());
                sum.addInPlace(directions(worker, worker.hidden(flat, batch)).sum(0, false), times);
            });
        }
    }

    /** n(phi - m), [B, d]. */
    private Tensor directions(WeighedWorker worker, Tensor hidden) {
        Tensor pooled = PooledStates.of(hidden);
        return PooledStates.normalised(centre == Centre.NONE ? pooled : pooled.sub(worker.kept(CENTRE)));
    }

    /** s of hidden states [B, T, d]: [B]. */
    Tensor scores(WeighedWorker worker, Tensor hidden) {
        return directions(worker, hidden)
                .matmul(worker.kept(VECTOR).view(width, 1))
                .reshape(hidden.size(0));
    }

    /** Operations of pooling, centring, normalising and the product. */
    static double flops(long positions, int width) {
        return 2.0 * positions * width + 6.0 * width;
    }

    private static double cosine(StateGroup vectors) {
        List<double[]> all = vectors.ranks().stream()
                .map(rank -> vectors.of(rank).toDoubles())
                .toList();
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                sum += cosine(all.get(i), all.get(j));
                pairs++;
            }
        }
        return sum / pairs;
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            ofA += a[i] * a[i];
            ofB += b[i] * b[i];
        }
        double lengths = Math.sqrt(ofA) * Math.sqrt(ofB);
        return lengths == 0 ? 0 : product / lengths;
    }
}
