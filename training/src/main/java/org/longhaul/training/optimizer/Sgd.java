package org.longhaul.training.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.tensor.Tensor;

/**
 * Stochastic gradient descent with optional momentum, in PyTorch's form.
 *
 * <pre>
 *   g = g + wd x
 *   u = mu u + g
 *   x = x - eta u                (momentum)      x = x - eta (g + mu u)      (Nesterov)
 * </pre>
 *
 * <p><b>Differs from the source.</b> No dampening.
 */
public final class Sgd implements Optimizer {
    /** Settings of {@code sgd}. */
    public record Settings(
            @JsonPropertyDescription("peak learning rate eta") double learningRate,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("momentum mu") double momentum,
            @JsonProperty(defaultValue = "false") @JsonPropertyDescription("Nesterov's form of momentum")
                    boolean nesterov,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("L2 penalty wd, added to the gradient")
                    double weightDecay) {
        public Settings {
            Require.positive("learningRate", learningRate, 1e30);
            Require.decay("momentum", momentum);
            Require.notNegative("weightDecay", weightDecay, 1e30);
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException("nesterov (true) needs a momentum above 0, found momentum (0).");
            }
        }
    }

    /** Makes {@link Sgd}. */
    @SuppressWarnings("rawtypes")
    @AutoService(OptimizerFactory.class)
    @Provides(
            id = "sgd",
            description = "Stochastic gradient descent, optionally with (Nesterov) momentum.",
            source =
                    "Sutskever et al., \"On the importance of initialization and momentum in deep learning\", ICML 2013, "
                            + "in the form of torch.optim.SGD.")
    public static final class Factory implements OptimizerFactory<Settings> {
        @Override
        public Optimizer create(Settings settings) {
            return new Sgd(settings);
        }
    }

    private final Settings settings;

    private Sgd(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Optimizer decayedBy(double factor) {
        return new Sgd(new Settings(
                settings.learningRate(), settings.momentum(), settings.nesterov(), settings.weightDecay() * factor));
    }

    @Override
    public List<StateSpec> states() {
        return settings.momentum() > 0 ? List.of(StateSpec.firstMoment()) : List.of();
    }

    @Override
    public double learningRate() {
        return settings.learningRate();
    }

    @Override
    public void update(Tensor x, Tensor g, List<Tensor> states, UpdateCount count, double learningRate) {
        double mu = settings.momentum();
        if (settings.weightDecay() > 0) {
            g.addInPlace(x, settings.weightDecay());
        }
        if (mu > 0) {
            Tensor u = states.get(0);
            u.mulInPlace(mu).addInPlace(g);
            if (settings.nesterov()) {
                x.addInPlace(g, -learningRate).addInPlace(u, -learningRate * mu);
            } else {
                x.addInPlace(u, -learningRate);
            }
        } else {
            x.addInPlace(g, -learningRate);
        }
    }
}
