package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** The states of clients that are away, those of their optimizers and what a method keeps for each: copies in the memory of the
 * CPU, by client. Owns them. */
final class RestingStates implements AutoCloseable {

    /** States, and how many updates those of the optimizer have seen; 0 if they do not rest. */
    private record Rest(long updates, List<Tensor> states) {}

    private final Map<Integer, Rest> byClient = new TreeMap<>();

    /** Puts a client's states to rest in the place of those that it had. */
    void put(int client, long updates, List<Tensor> states) {
        Rest earlier = byClient.get(client);
        List<Tensor> copies = earlier == null ? new ArrayList<>() : earlier.states;
        while (copies.size() > states.size()) {
            copies.remove(copies.size() - 1).close();
        }
        copies.addAll(empty(states.subList(copies.size(), states.size())));
        for (int i = 0; i < states.size(); i++) {
            copies.get(i).copyInPlace(states.get(i));
        }
        byClient.put(client, new Rest(updates, copies));
    }

    /** Copies a client's states into a replica's and zeroes those that do not rest; returns the updates that they have seen. */
    long wake(int client, List<Tensor> into) {
        Rest rest = byClient.get(client);
        for (int i = 0; i < into.size(); i++) {
            if (rest == null || i >= rest.states.size()) {
                into.get(i).zeroInPlace();
            } else {
                into.get(i).copyInPlace(rest.states.get(i));
            }
        }
        return rest == null ? 0 : rest.updates;
    }

    /** One of a client's states; null if it does not rest. */
    @Nullable
    Tensor state(int client, int index) {
        Rest rest = byClient.get(client);
        return rest == null ? null : rest.states.get(index);
    }

    /** Updates that the states of each client have seen. */
    Map<Integer, Long> updates() {
        Map<Integer, Long> updates = new TreeMap<>();
        byClient.forEach((client, rest) -> updates.put(client, rest.updates));
        return updates;
    }

    /** Makes room for the states of these clients and of nobody else; their content is to be read. */
    void restore(Map<Integer, Long> updates, List<Tensor> own, List<Tensor> optimizer) {
        close();
        updates.forEach((client, count) -> {
            List<Tensor> made = empty(own);
            made.addAll(count == 0 ? List.of() : empty(optimizer));
            byClient.put(client, new Rest(count, made));
        });
    }

    /** The states of some clients under the names of a checkpoint. */
    void addTo(Map<String, Tensor> tensors, IntPredicate whose) {
        byClient.forEach((client, rest) -> {
            for (int i = 0; i < rest.states.size() && whose.test(client); i++) {
                tensors.put("resting-" + client + "." + i, rest.states.get(i));
            }
        });
    }

    private static List<Tensor> empty(List<Tensor> like) {
        List<Tensor> made = new ArrayList<>();
        for (Tensor state : like) {
            made.add(TensorScope.compute(() -> Tensors.zeros(Device.CPU, state.dtype(), state.elements())));
        }
        return made;
    }

    @Override
    public void close() {
        byClient.values().forEach(rest -> rest.states.forEach(Tensor::close));
        byClient.clear();
    }
}
