package org.longhaul.training.method.synchronous;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.ChunkTopK;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * DeMo, decoupled momentum: each worker keeps its own momentum and sends only its fastest components, the largest cosine
 * coefficients of each chunk, which it then takes out of it.
 *
 * <pre>
 *   m_w = beta m_w + eta g_w
 *   c_w = the k largest of DCT(m_w) in each chunk;  m_w = m_w - DCT^-1(c_w)
 *   c = mean of c_w over the workers that sent the coefficient
 *   x = x - eta (sign(DCT^-1(c)) + wd x)
 * </pre>
 *
 * <p>The momenta of the workers differ for good. The optimizer is sgd without momentum, whose gradient is the sign.
 *
 * <p><b>Cost.</b> Every worker sends k coefficients of each chunk, places included, to all others, and receives those of all
 * others: unlike an all-reduce, this grows with the number of workers.
 */
public final class DeMo implements EveryStep {
    private static final String MOMENTUM = "momentum";

    /** Settings of {@code demo}. */
    public record Settings(
            @JsonProperty(defaultValue = "0.999") @JsonPropertyDescription("decay beta of each worker's own momentum")
                    double momentum,
            @JsonProperty(defaultValue = "64")
                    @JsonPropertyDescription(
                            "most rows and columns of a chunk, which divides the matrix evenly; a vector is one row")
                    long side,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("coefficients k of a chunk that are sent")
                    long count,
            @JsonProperty(defaultValue = "8")
                    @JsonPropertyDescription("bytes of a place: 8 as in the source's code, 4 or 2")
                    int placeBytes) {
        public Settings {
            Require.decay("momentum", momentum);
            format(side, count, placeBytes);
        }

        private Codec format() {
            return format(side, count, placeBytes);
        }

        private static Codec format(long side, long count, int placeBytes) {
            return new ChunkTopK(side, count, placeBytes, Casts.FP32);
        }
    }

    /** Makes {@link DeMo}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "demo",
            description = "Sends the largest cosine coefficients of each worker's own momentum; all step by the sign.",
            source = "Peng et al., \"DeMo: Decoupled Momentum Optimization\", arXiv 2411.19870, and its public code.")
    public static final class Factory implements EveryStepFactory<Settings> {
        @Override
        public List<String> usualOptimizers() {
            return List.of("sgd");
        }

        @Override
        public Map<String, Codec> ownFormats(Settings settings) {
            return Map.of("coefficients", settings.format());
        }

        @Override
        public void requireFit(Settings settings, Optimizer optimizer, int workers) {
            EveryStepFactory.super.requireFit(settings, optimizer, workers);
            Stateless.require(this, optimizer);
        }

        @Override
        public EveryStep create(Settings settings, Replicas replicas) {
            replicas.newVectorOfEach(MOMENTUM);
            return new DeMo(settings, new Cosines(replicas.layout(), settings.side()));
        }
    }

    private final Settings settings;
    private final Codec format;
    private final Cosines cosines;

    private DeMo(Settings settings, Cosines cosines) {
        this.settings = settings;
        this.format = settings.format();
        this.cosines = cosines;
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        replicas.computeClippedGradients(step);
        StateGroup gradients = replicas.gradients();
        StateGroup momenta = replicas.kept(MOMENTUM);
        for (int worker : replicas.computed()) {
            Tensor m = momenta.of(worker);
            Tensor g = gradients.of(worker);
            m.mulInPlace(settings.momentum()).addInPlace(g, replicas.learningRate(step));
            g.copyInPlace(cosines.coefficients(m));
        }
        List<Tensor> received = net.allGather(gradients.as("coefficients"), format, Release.AFTER_BACKWARD);
        for (int worker : replicas.computed()) {
            Tensor sent = received.get(momenta.ranks().indexOf(worker));
            momenta.of(worker).subInPlace(cosines.vector(sent));
        }
        Tensor direction = cosines.vector(meanOfSenders(received)).sign();
        replicas.computed().forEach(worker -> gradients.of(worker).copyInPlace(direction));
        replicas.update(step);
        EveryStep.shareStatistics(replicas, net);
    }

    private static Tensor meanOfSenders(List<Tensor> received) {
        Tensor sum = Tensors.zerosLike(received.get(0));
        Tensor senders = Tensors.zerosLike(sum);
        for (Tensor coefficients : received) {
            sum.addInPlace(coefficients);
            senders.addInPlace(Indexing.isNonZero(coefficients).to(senders.dtype()));
        }
        return sum.divInPlace(senders.clampMinInPlace(1));
    }
}
