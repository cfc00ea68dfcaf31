package org.longhaul.training.method.gossip;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * SPARTA: every step averages a few random parameters, in place. No gradient is exchanged, and there is no outer optimizer.
 *
 * <pre>
 *   every step:  x_m = local optimizer's step
 *                S = random places, the same on all workers;  x_m[S] = mean_m(x_m[S])
 * </pre>
 *
 * <p>All workers draw the places from one stream, so that values travel without their places.
 *
 * <p><b>Cost.</b> A share p of a unit in every step.
 *
 * <p><b>Differs from the source.</b> Each run of neighbouring parameters of a group is cut into as many equal stretches as it
 * sends values, and one place is drawn in each, so that every step sends the same number. The closing exchange of all
 * parameters is ours: it makes one model of the workers'.
 */
public final class Sparta implements DistributedMethod {
    /** Settings of {@code sparta}. */
    public record Settings(
            @JsonProperty(defaultValue = "0.005")
                    @JsonPropertyDescription("share p of the parameters that a step averages, above 0, at most 1")
                    double share,
            @JsonPropertyDescription("format of the values on the wire; default: the method's wireFormat") @Nullable
                    Codec parameterFormat) {
        public Settings {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("share (" + PlainNumber.of(share) + ") must lie in (0, 1].");
            }
        }
    }

    /** Makes {@link Sparta}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "sparta",
            description = "Averages a few random parameters in every step.",
            source =
                    "exo labs, SPARTA, as in the public repository exo-gym, where it may be combined with DiLoCo, arXiv"
                            + " 2311.08105.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public String refusesMembership(Settings settings) {
            return "its workers are never equal, so that nobody holds what another could go on from";
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new Sparta(settings, replicas);
        }
    }

    private static final long STREAM = Hashes.fnv1a("method.sparta");

    private final Settings settings;
    private final List<Layout.Range> ranges;
    private final Layout chosen;
    private final long seed;

    Sparta(Settings settings, Replicas replicas) {
        this.settings = settings;
        seed = Hashes.next(STREAM ^ Hashes.next(replicas.seed()));
        ranges = replicas.layout().ranges();
        List<ParameterSpec> specs = new ArrayList<>();
        for (Layout.Range range : ranges) {
            long count = Math.max(1, Math.round(settings.share() * range.length()));
            specs.add(new ParameterSpec("chosen " + specs.size(), List.of(count), range.group(), new Init.Constant(0)));
        }
        chosen = new Layout(specs);
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        replicas.localStep(step);
        StateGroup parameters = replicas.parameters();
        TensorScope.run(() -> {
            Tensor places = Tensors.of(parameters.of(0).device(), places(step), chosen.elements());
            List<Tensor> values = parameters.ranks().stream()
                    .map(worker -> Indexing.take(parameters.of(worker), places))
                    .toList();
            net.allReduceMean(
                    new StateGroup(parameters.name(), parameters.ranks(), values, chosen), settings.parameterFormat());
            for (int worker : parameters.ranks()) {
                Indexing.put(values.get(worker), places, parameters.of(worker));
            }
        });
    }

    /** Places in the flat vector, ascending. */
    private long[] places(long step) {
        long[] places = new long[Math.toIntExact(chosen.elements())];
        long state = Hashes.next(seed ^ Hashes.next(step));
        int next = 0;
        for (int i = 0; i < ranges.size(); i++) {
            Layout.Range range = ranges.get(i);
            long count = chosen.specs().get(i).elements();
            for (long j = 0; j < count; j++) {
                long from = j * range.length() / count;
                long length = (j + 1) * range.length() / count - from;
                state = Hashes.next(state);
                places[next++] = range.start() + from + Long.remainderUnsigned(state, length);
            }
        }
        return places;
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        net.allReduceMean(replicas.parameters(), settings.parameterFormat(), Release.AFTER_BACKWARD, null);
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofFirstWorker(replicas);
    }
}
