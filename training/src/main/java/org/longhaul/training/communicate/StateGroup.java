package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * One kind of flat vector, as each worker holds it: the parameters, the gradients, one optimizer state.
 *
 * <p>Does not own its tensors. Thread-safety: as its tensors.
 */
public final class StateGroup {
    private final String name;
    private final List<Tensor> vectors;
    private final List<GroupElements> payload;

    /**
     * @param name what it is called in exchanges and checkpoints
     * @param vectors the flat vector of each worker by rank, all of the layout's length and of one type
     * @param layout where the parameters lie in the vectors
     */
    public StateGroup(String name, List<Tensor> vectors, Layout layout) {
        this(name, List.copyOf(vectors), count(vectors.get(0), layout));
        for (Tensor vector : vectors) {
            if (vector.elements() != layout.elements()) {
                throw new IllegalArgumentException("a vector of " + name + " has " + vector.elements()
                        + " elements, but the layout has " + layout.elements() + ".");
            }
        }
    }

    private StateGroup(String name, List<Tensor> vectors, List<GroupElements> payload) {
        this.name = name;
        this.vectors = vectors;
        this.payload = payload;
    }

    /** Elements of each parameter group in one worker's vector: those of the views that the model computes with. */
    private static List<GroupElements> count(Tensor vector, Layout layout) {
        Map<String, Long> elements = new LinkedHashMap<>();
        TensorScope.run(() -> {
            for (int i = 0; i < layout.specs().size(); i++) {
                long counted = layout.slice(vector, i).elements();
                elements.merge(layout.specs().get(i).group(), counted, Long::sum);
            }
        });
        List<GroupElements> payload = new ArrayList<>(elements.size());
        elements.forEach((group, count) -> payload.add(new GroupElements(group, count)));
        return List.copyOf(payload);
    }

    /** The same vectors under another name. */
    public StateGroup as(String otherName) {
        return new StateGroup(otherName, vectors, payload);
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** Number of workers. */
    public int workers() {
        return vectors.size();
    }

    /** The flat vector of one worker, [P]. */
    public Tensor of(int worker) {
        return vectors.get(worker);
    }

    /** Whether every worker's vector has the same content. */
    public boolean isEqualOnAllWorkers() {
        for (int worker = 1; worker < workers(); worker++) {
            if (!of(worker).contentEquals(of(0))) {
                return false;
            }
        }
        return true;
    }

    /** Elements of one worker's vector by parameter group, in forward order, counted from the tensors. */
    public List<GroupElements> payload() {
        return payload;
    }
}
