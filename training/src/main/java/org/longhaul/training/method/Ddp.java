package org.longhaul.training.method;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.replica.Replicas;

/**
 * Distributed data parallel: every step averages the gradients, so all replicas stay equal.
 *
 * <p>The mean gradient is clipped, as the gradient of the joined batch would be. The exchange may overlap with the
 * backward pass.
 *
 * <p><b>Cost.</b> One unit (P elements) a step.
 */
public final class Ddp implements DistributedMethod {
    /** Settings of {@code ddp}. */
    public record Settings(
            @JsonPropertyDescription("format of the gradients on the wire; default: the method's wireFormat") @Nullable
                    Codec gradientFormat) {}

    /** Makes {@link Ddp}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public String id() {
            return "ddp";
        }

        @Override
        public String description() {
            return "Averages the gradients of all workers in every step.";
        }

        @Override
        public String source() {
            return "Li et al., \"PyTorch Distributed: Experiences on Accelerating Data Parallel Training\", arXiv 2006.15704, "
                    + "section 3.";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public boolean exchangesDuringBackward() {
            return true;
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new Ddp(settings.gradientFormat());
        }
    }

    private final @Nullable Codec gradientFormat;

    Ddp(@Nullable Codec gradientFormat) {
        this.gradientFormat = gradientFormat;
    }

    @Override
    public void step(long step, Replicas replicas, Communicator communicator) {
        replicas.computeGradients(step);
        communicator.allReduceMean(replicas.gradients(), gradientFormat, Release.DURING_BACKWARD, null);
        replicas.clipGradients();
        replicas.update(step);
    }

    /** The workers are equal after every step. */
    @Override
    public void finish(long steps, Replicas replicas, Communicator communicator) {}

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofFirstWorker(replicas);
    }
}
