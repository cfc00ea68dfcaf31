package org.longhaul.training.method.gossip;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * NoLoCo: DiLoCo without an all-reduce. Every m steps workers meet in random pairs; each takes an outer step of its own by the
 * mean of what the two came to, and moves towards the other.
 *
 * <pre>
 *   x_i = m steps of the local optimizer from phi_i;  D_i = x_i - phi_i
 *   in each pair:  delta_i = alpha delta_i + beta mean(D) - gamma (phi_i - mean(phi))
 *                  phi_i = phi_i + delta_i;  x_i = phi_i
 * </pre>
 *
 * <p>With an odd number of workers one steps by itself, as a pair of one.
 *
 * <p><b>Cost.</b> 2/m units a step among two: D and phi. <b>Model.</b> Worker 0's parameters.
 *
 * <p><b>Differs from the source.</b> It prints the beta term with a minus beside this definition of D, which would lead away
 * from x. Its gamma was not found: 1 brings the slow weights of a pair to their mean. The closing exchange is ours: every
 * worker takes its outer step by itself, and all average their slow weights.
 */
public final class NoLoCo implements DistributedMethod {
    /** Settings of {@code noloco}. */
    public record Settings(
            @JsonProperty(defaultValue = "50") @JsonPropertyDescription("local steps m from one meeting to the next")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.5") @JsonPropertyDescription("momentum alpha of the slow weights")
                    double momentum,
            @JsonProperty(defaultValue = "0.7")
                    @JsonPropertyDescription("step size beta along the mean of what the pair came to")
                    double stepSize,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "pull gamma towards the pair's mean of the slow weights; the source's value is not known")
                    double consensus,
            @JsonPropertyDescription("format of both vectors on the wire; default: the method's wireFormat") @Nullable
                    Codec parameterFormat) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.decay("momentum", momentum);
            Require.positive("stepSize", stepSize, 1e9);
            Require.notNegative("consensus", consensus, 2);
        }
    }

    /** Makes {@link NoLoCo}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "noloco",
            description = "DiLoCo in random pairs: no exchange is of all workers.",
            source = "Kolehmainen et al., \"NoLoCo: No-all-reduce Low Communication Training Method for Large Models\","
                    + " arXiv 2506.10911.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public String refusesStatistics() {
            return "its slow momentum would carry them past every worker's";
        }

        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public String refusesMembership(Settings settings) {
            return "its pairs are drawn among all workers before it is known who is there";
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new NoLoCo(settings, replicas);
        }
    }

    private static final long STREAM = Hashes.fnv1a("method.noloco");
    private static final String SLOW = "slow-weights";
    private static final String MOMENTUM = "slow-momentum";

    private final Settings settings;
    private final long seed;

    NoLoCo(Settings settings, Replicas replicas) {
        this.settings = settings;
        seed = replicas.seed();
        StateGroup slow = replicas.newVectorOfEach(SLOW);
        slow.ranks().forEach(worker -> slow.of(worker)
                .copyInPlace(replicas.parameters().of(worker)));
        replicas.newVectorOfEach(MOMENTUM);
    }

    /** Who meets whom in a round: pairs, and the one that is left, each ascending. */
    static List<List<Integer>> pairs(int workers, long seed, long round) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, workers).boxed().toList());
        long ofRound = Hashes.next(Hashes.next(STREAM ^ Hashes.next(seed)) ^ Hashes.next(round));
        order.sort(Comparator.<Integer>comparingLong(worker -> Hashes.next(ofRound ^ worker))
                .thenComparing(Comparator.naturalOrder()));
        List<List<Integer>> pairs = new ArrayList<>();
        for (int i = 0; i < workers; i += 2) {
            pairs.add(
                    order.subList(i, Math.min(i + 2, workers)).stream().sorted().toList());
        }
        return pairs;
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        replicas.localStep(step);
        long updates = step + 1;
        if (updates % settings.parameterPeriod() == 0) {
            List<List<Integer>> pairs = pairs(replicas.workers(), seed, updates / settings.parameterPeriod());
            pairs.forEach(pair -> meet(pair, replicas, net));
        }
    }

    /** The outer steps of those who meet; of one alone, its own. */
    private void meet(List<Integer> members, Replicas replicas, Communicator net) {
        StateGroup slow = replicas.kept(SLOW);
        StateGroup momentum = replicas.kept(MOMENTUM);
        TensorScope.run(() -> {
            StateGroup progress = replicas.parameters().of(members).as("progress");
            List<Tensor> means = new ArrayList<>();
            for (int member : members) {
                Tensor x = progress.of(member);
                x.assignDifference(x, slow.of(member));
                means.add(slow.of(member).copy());
            }
            StateGroup meanSlow = new StateGroup(SLOW, members, means, replicas.layout());
            net.allReduceMean(progress, settings.parameterFormat());
            net.allReduceMean(meanSlow, settings.parameterFormat());
            for (int member : members) {
                Tensor x = progress.of(member);
                Tensor phi = slow.of(member);
                momentum.of(member)
                        .mulInPlace(settings.momentum())
                        .addInPlace(x, settings.stepSize())
                        .addInPlace(phi, -settings.consensus())
                        .addInPlace(meanSlow.of(member), settings.consensus());
                phi.addInPlace(momentum.of(member));
                x.copyInPlace(phi);
            }
        });
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        if (steps % settings.parameterPeriod() != 0) {
            IntStream.range(0, replicas.workers()).forEach(worker -> meet(List.of(worker), replicas, net));
        }
        net.allReduceMean(replicas.parameters(), settings.parameterFormat(), Release.AFTER_BACKWARD, null);
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofFirstWorker(replicas);
    }
}
