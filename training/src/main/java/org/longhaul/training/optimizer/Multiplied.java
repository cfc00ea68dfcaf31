package org.longhaul.training.optimizer;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;

/** An optimizer that treats all elements alike, but for learning rates and weight decays that parameters multiply. */
final class Multiplied implements Optimizer {
    /** Neighbouring parameters with the same multipliers. */
    private record Run(long start, long length, double learningRate, Optimizer optimizer) {}

    private final Optimizer plain;
    private final List<Run> runs = new ArrayList<>();

    private Multiplied(Optimizer plain, Layout layout) {
        this.plain = plain;
        List<ParameterSpec> specs = layout.specs();
        int first = 0;
        for (int i = 1; i <= specs.size(); i++) {
            ParameterSpec.Multipliers multipliers = specs.get(first).multipliers();
            if (i == specs.size() || !specs.get(i).multipliers().equals(multipliers)) {
                long end = layout.offset(i - 1) + specs.get(i - 1).elements();
                runs.add(new Run(
                        layout.offset(first),
                        end - layout.offset(first),
                        multipliers.learningRate(),
                        plain.decayedBy(multipliers.weightDecay())));
                first = i;
            }
        }
    }

    /** The optimizer itself where nothing is multiplied. */
    static Optimizer on(Optimizer plain, Layout layout) {
        boolean isPlain =
                layout.specs().stream().allMatch(spec -> spec.multipliers().equals(ParameterSpec.Multipliers.NONE));
        return isPlain ? plain : new Multiplied(plain, layout);
    }

    @Override
    public List<StateSpec> states() {
        return plain.states();
    }

    @Override
    public boolean isQuasiHyperbolic() {
        return plain.isQuasiHyperbolic();
    }

    @Override
    public double learningRate() {
        return plain.learningRate();
    }

    @Override
    public void update(Tensor x, Tensor g, List<Tensor> states, UpdateCount count, double learningRate) {
        for (Run run : runs) {
            List<Tensor> parts = states.stream()
                    .map(state -> state.narrow(0, run.start, run.length))
                    .toList();
            run.optimizer.update(
                    x.narrow(0, run.start, run.length),
                    g.narrow(0, run.start, run.length),
                    parts,
                    count,
                    learningRate * run.learningRate);
        }
    }

    @Override
    public boolean isElementwise() {
        return plain.isElementwise();
    }
}
