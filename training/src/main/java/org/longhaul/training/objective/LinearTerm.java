package org.longhaul.training.objective;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.tensor.Tensor;

/**
 * An objective and {@code <s, x>}, which adds s to its gradient: s is a vector that each client keeps and others write, as the
 * difference of two control variates is.
 *
 * @param of what is minimised beside it
 * @param shift name of s, which is zero when a round begins
 */
public record LinearTerm(LocalObjective of, String shift) implements AddedTerm {
    @Override
    public Tensor loss(LocalStep step) {
        Tensor[] shifts = step.client().views(step.client().kept(shift));
        Tensor loss = of.loss(step);
        for (int i = 0; i < shifts.length; i++) {
            // Its value is 0, so that the loss that is told is that of the objective beside it; its gradient is s.
            Tensor leaf = step.leaves()[i];
            loss = loss.add(leaf.sub(leaf.detach()).mul(shifts[i]).sum());
        }
        return loss;
    }

    @Override
    public List<Kept> kept() {
        List<Kept> kept = new ArrayList<>(of.kept());
        kept.add(new Kept(shift, false));
        return List.copyOf(kept);
    }

    @Override
    public String words() {
        return of.words() + " + <" + shift + ", x>";
    }
}
