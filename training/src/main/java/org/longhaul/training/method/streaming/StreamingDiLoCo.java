package org.longhaul.training.method.streaming;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.method.server.ServerNesterov;
import org.longhaul.training.model.Layout;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * Streaming DiLoCo: DiLoCo in which one fragment of the model after another is exchanged, and travels while the workers
 * train on.
 *
 * <pre>
 *   every step:                       x_m = local optimizer's step
 *   fragment p leaves every H steps:  d = mean_m(theta_p - x_m,p), in flight
 *   and lands tau steps later:        theta_p = Nesterov(theta_p, d)
 *                                     x_m,p = alpha x_m,p + (1 - alpha) theta_p
 * </pre>
 *
 * <p>Of P fragments number p leaves after steps p H/P (rounded down), and every H steps from there; fragment 0 after H.
 *
 * <p><b>Cost.</b> 1/H units a step as DiLoCo, in parts of a P-th. <b>Model.</b> The outer parameters.
 *
 * <p><b>Differs from the source</b> in that the parameter groups, the embedding and the head among them, are dealt to the
 * fragments in turn; there the embedding is one more fragment. The closing exchange is ours: it ends the rounds that were
 * begun, of all fragments at once.
 */
public final class StreamingDiLoCo implements DistributedMethod {

    /** Settings of {@code streaming-diloco}. */
    public record Settings(
            @JsonProperty(defaultValue = "100")
                    @JsonPropertyDescription("inner steps H from one exchange of a fragment to its next")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "4")
                    @JsonPropertyDescription(
                            "number of fragments P; as many as the model has parameter groups, if these are fewer")
                    int fragments,
            @JsonProperty(defaultValue = "strided")
                    @JsonPropertyDescription(
                            "which layers go together: strided (every P-th) or sequential (neighbours)")
                    Fragment.Cut pattern,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "steps tau that a fragment travels while training goes on; 0: workers wait for it")
                    int overlapSteps,
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription(
                            "share alpha of its own parameters that a worker keeps when a fragment lands")
                    double mixing,
            @JsonProperty(defaultValue = "0.4") @JsonPropertyDescription("outer learning rate")
                    double outerLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("outer Nesterov momentum")
                    double outerMomentum,
            @JsonPropertyDescription(
                            "format of the pseudo-gradients on the wire, fp4-e3m0 in the source; default: the method's wireFormat")
                    @Nullable
                    Codec pseudoGradientFormat,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether a worker sends later what encoding drops from its pseudo-gradients; with much outer"
                                    + " momentum this may do harm")
                    boolean errorFeedback) {
        public Settings {
            Require.period("parameterPeriod", parameterPeriod);
            Require.positive("outerLearningRate", outerLearningRate, 1e9);
            Require.decay("outerMomentum", outerMomentum);
            Require.count("fragments", fragments, Integer.MAX_VALUE);
            if (overlapSteps < 0 || overlapSteps >= parameterPeriod) {
                throw new IllegalArgumentException(
                        "overlapSteps (" + overlapSteps + ") must lie in [0, parameterPeriod (" + parameterPeriod
                                + ")): a fragment must land before it leaves again.");
            }
            if (!(mixing >= 0 && mixing < 1)) {
                throw new IllegalArgumentException("mixing (" + PlainNumber.of(mixing) + ") must lie in [0, 1).");
            }
        }
    }

    /** Makes {@link StreamingDiLoCo}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "streaming-diloco",
            description = "DiLoCo by fragments of the model, each of which travels while the workers train on.",
            source = "Douillard et al., \"Streaming DiLoCo with Overlapping Communication\", arXiv 2501.18512.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public String refusesMembership(Settings settings) {
            return "a mean of it travels while later steps train, so that who is in it is not settled when a step ends";
        }

        @Override
        public boolean exchangesWhileTraining() {
            return true;
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new StreamingDiLoCo(settings, replicas);
        }
    }

    private static final String RESIDUAL = "residual";

    private final Settings settings;
    private final List<Fragment> fragments;
    private final ServerModel outer;

    /** The means under way or landed last, fragment after fragment. */
    private final Tensor inFlight;

    StreamingDiLoCo(Settings settings, Replicas replicas) {
        this.settings = settings;
        fragments = Fragment.cut(replicas.layout(), settings.fragments, settings.pattern);
        outer = new ServerModel(new ServerNesterov(settings.outerLearningRate, settings.outerMomentum), replicas);
        inFlight = replicas.newVector();
        if (settings.errorFeedback) {
            replicas.newVectorOfEach(RESIDUAL);
        }
    }

    @Override
    public void step(long step, Replicas replicas, Communicator communicator) {
        replicas.localStep(step);
        long updates = step + 1;
        if (settings.overlapSteps > 0) {
            land(updates - settings.overlapSteps, settings.overlapSteps, replicas, communicator);
        }
        for (int p = 0; p < fragments.size(); p++) {
            if (leaves(p, updates)) {
                leave(p, replicas, communicator);
            }
        }
    }

    private boolean leaves(int fragment, long updates) {
        long offset = fragment * settings.parameterPeriod / fragments.size();
        return updates > 0 && updates % settings.parameterPeriod == offset;
    }

    private void leave(int p, Replicas replicas, Communicator communicator) {
        TensorScope.run(() -> {
            Fragment fragment = fragments.get(p);
            Tensor mean = meanOf(p);
            StateGroup sent = pseudoGradients(fragment, replicas);
            StateGroup owed = owed(fragment, replicas);
            if (owed != null) {
                sent = sent.withErrorFeedback(owed);
            }
            if (settings.overlapSteps > 0) {
                communicator.beginAllReduceMean(sent, mean, settings.pseudoGradientFormat);
            } else {
                communicator.allReduceMean(sent, settings.pseudoGradientFormat, Release.AFTER_BACKWARD, null);
                mean.copyInPlace(sent.of(0));
                mix(p, replicas);
            }
            if (owed != null) {
                StateGroup residuals = replicas.kept(RESIDUAL);
                owed.ranks().forEach(worker -> fragment.put(owed.of(worker), residuals.of(worker)));
            }
        });
    }

    /** The mean of a fragment, a part of what is in flight. */
    private Tensor meanOf(int p) {
        long before = 0;
        for (Fragment earlier : fragments.subList(0, p)) {
            before += earlier.layout().elements();
        }
        return inFlight.narrow(0, before, fragments.get(p).layout().elements());
    }

    /** The fragment of what each worker still owes, in vectors of its own; null where nothing is kept. */
    private @Nullable StateGroup owed(Fragment fragment, Replicas replicas) {
        return settings.errorFeedback ? fragment.of(replicas.kept(RESIDUAL)) : null;
    }

    private StateGroup pseudoGradients(Fragment fragment, Replicas replicas) {
        Tensor theta = fragment.of(outer.parameters());
        StateGroup parameters = replicas.parameters();
        List<Tensor> differences = parameters.ranks().stream()
                .map(worker -> theta.sub(fragment.of(parameters.of(worker))))
                .toList();
        return new StateGroup("pseudo-gradient", parameters.ranks(), differences, fragment.layout());
    }

    /** Those that left after so many updates land. */
    private void land(long updates, int stepsAgo, Replicas replicas, Communicator communicator) {
        int index = 0;
        for (int p = 0; p < fragments.size(); p++) {
            if (leaves(p, updates)) {
                int landed = p;
                communicator.await(replicas.parameters(), stepsAgo, index++);
                TensorScope.run(() -> mix(landed, replicas));
            }
        }
    }

    /** The outer step of a fragment whose mean has arrived, and the workers' new parameters. */
    private void mix(int p, Replicas replicas) {
        Fragment fragment = fragments.get(p);
        Tensor mean = Tensors.zerosLike(inFlight);
        fragment.put(meanOf(p), mean);
        for (Layout.Range range : fragment.ranges()) {
            long end = range.start() + range.length();
            outer.stepPart(mean, 1, range.start(), end);
            Tensor theta = outer.parameters().narrow(0, range.start(), range.length());
            StateGroup parameters = replicas.parameters();
            for (int worker : replicas.computed()) {
                Tensor x = parameters.of(worker).narrow(0, range.start(), range.length());
                if (settings.mixing == 0) {
                    x.copyInPlace(theta);
                } else {
                    x.lerpInPlace(theta, 1 - settings.mixing);
                }
            }
        }
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator communicator) {
        for (int ago = settings.overlapSteps - 1; ago >= 0; ago--) {
            land(steps - ago, ago, replicas, communicator);
        }
        boolean equal = fragments.size() == 1
                && settings.overlapSteps == 0
                && settings.mixing == 0
                && steps % settings.parameterPeriod == 0;
        if (!equal) {
            StateGroup differences = replicas.toPseudoGradients(outer.parameters());
            StateGroup sent =
                    settings.errorFeedback ? differences.withErrorFeedback(replicas.kept(RESIDUAL)) : differences;
            communicator.allReduceMean(sent, settings.pseudoGradientFormat, Release.AFTER_BACKWARD, null);
            outer.step(sent.of(0), steps);
            replicas.adopt(outer.parameters());
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(outer.parameters());
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(outer.state());
        state.put("in-flight", inFlight);
        return state;
    }
}
