package org.longhaul.training.method.synchronous;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.OneBit;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/**
 * SignSGD with majority vote: each worker sends the signs of its gradient, or of its momentum (Signum), and all step by the sign
 * of the majority.
 *
 * <pre>
 *   m_w = beta m_w + (1 - beta) g_w
 *   x = x - eta (sign(sum_w sign(m_w)) + wd x)
 * </pre>
 *
 * <p>The optimizer is sgd without momentum, whose gradient is the vote. One bit has no room for 0: what is 0, or a tie, counts as
 * positive. Error feedback in place of the vote is the method ddp with gradientFormat one-bit.
 *
 * <p><b>Cost.</b> One bit an element and step each way, and 4 bytes.
 */
public final class SignSgd implements EveryStep {
    private static final String MOMENTUM = "momentum";
    private static final Codec SIGNS = new OneBit();

    /** Settings of {@code signsgd}. */
    public record Settings(
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "decay beta of each worker's own momentum, 0.9 for Signum; 0: the gradient itself")
                    double momentum) {
        public Settings {
            Require.decay("momentum", momentum);
        }
    }

    /** Makes {@link SignSgd}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "signsgd",
            description = "Sends the sign of each gradient element; all step by the sign of the majority.",
            source =
                    "Bernstein et al., \"signSGD: Compressed Optimisation for Non-Convex Problems\", arXiv 1802.04434; majority"
                            + " vote: arXiv 1810.05291.")
    public static final class Factory implements EveryStepFactory<Settings> {
        @Override
        public List<String> usualOptimizers() {
            return List.of("sgd");
        }

        @Override
        public Map<String, Codec> ownFormats(Settings settings) {
            return Map.of("signs", SIGNS);
        }

        @Override
        public void requireFit(Settings settings, Optimizer optimizer, int workers) {
            EveryStepFactory.super.requireFit(settings, optimizer, workers);
            Stateless.require(this, optimizer);
        }

        @Override
        public EveryStep create(Settings settings, Replicas replicas) {
            if (settings.momentum() > 0) {
                replicas.newVectorOfEach(MOMENTUM);
            }
            return new SignSgd(settings.momentum());
        }
    }

    private final double beta;

    private SignSgd(double beta) {
        this.beta = beta;
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        replicas.computeClippedGradients(step);
        StateGroup votes = replicas.gradients().as("signs");
        StateGroup momenta = beta > 0 ? replicas.kept(MOMENTUM) : null;
        for (int worker : votes.ranks()) {
            Tensor g = votes.of(worker);
            g.copyInPlace(vote(momenta == null ? g : momenta.of(worker).lerpInPlace(g, 1 - beta)));
        }
        net.allReduceMean(votes, SIGNS, Release.AFTER_BACKWARD, null);
        for (int worker : votes.ranks()) {
            Tensor sum = votes.of(worker);
            sum.copyInPlace(vote(sum));
        }
        replicas.update(step);
        EveryStep.shareStatistics(replicas, net);
    }

    /** 1 or -1: with a 0 among them the scale of the signs on the wire, their mean magnitude, would be less than another worker's. */
    private static Tensor vote(Tensor tensor) {
        return Indexing.isAtLeast(tensor, 0).to(tensor.dtype()).mulInPlace(2).addInPlace(-1);
    }
}
