package org.longhaul.training.method.synchronous;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.replica.Replicas;

/**
 * Distributed data parallel: every step averages the gradients, so all replicas stay equal.
 *
 * <p>The mean gradient is clipped, as the gradient of the joined batch would be. The exchange may overlap with the
 * backward pass.
 *
 * <p><b>Cost.</b> One unit (P elements) a step.
 */
public final class Ddp implements EveryStep {
    private static final String RESIDUAL = "residual";

    /** Settings of {@code ddp}. */
    public record Settings(
            @JsonPropertyDescription("format of the gradients on the wire; default: the method's wireFormat") @Nullable
                    Codec gradientFormat,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("whether a worker sends later what encoding drops from its gradients")
                    boolean errorFeedback) {
        /** Without error feedback. */
        public Settings(@Nullable Codec gradientFormat) {
            this(gradientFormat, false);
        }
    }

    /** Makes {@link Ddp}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "ddp",
            description = "Averages the gradients of all workers in every step.",
            source =
                    "Li et al., \"PyTorch Distributed: Experiences on Accelerating Data Parallel Training\", arXiv 2006.15704, "
                            + "section 3.")
    public static final class Factory implements EveryStepFactory<Settings> {
        @Override
        public boolean exchangesDuringBackward() {
            return true;
        }

        @Override
        public EveryStep create(Settings settings, Replicas replicas) {
            if (settings.errorFeedback()) {
                replicas.newVectorOfEach(RESIDUAL);
            }
            return new Ddp(settings.gradientFormat(), settings.errorFeedback());
        }
    }

    private final @Nullable Codec gradientFormat;
    private final boolean errorFeedback;

    /**
     * Without error feedback.
     *
     * @param gradientFormat form in which gradients travel; null for the usual one
     */
    public Ddp(@Nullable Codec gradientFormat) {
        this(gradientFormat, false);
    }

    private Ddp(@Nullable Codec gradientFormat, boolean errorFeedback) {
        this.gradientFormat = gradientFormat;
        this.errorFeedback = errorFeedback;
    }

    @Override
    public void step(long step, Replicas replicas, Communicator communicator) {
        replicas.computeGradients(step);
        StateGroup gradients = replicas.gradients();
        communicator.allReduceMean(
                errorFeedback ? gradients.withErrorFeedback(replicas.kept(RESIDUAL)) : gradients,
                gradientFormat,
                Release.DURING_BACKWARD,
                null);
        replicas.clipGradients();
        replicas.update(step);
        EveryStep.shareStatistics(replicas, communicator);
    }
}
