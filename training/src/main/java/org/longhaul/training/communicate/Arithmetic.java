package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * What exchanges do to the vectors of their members. The {@link Wire} of an exchange says what is exchanged and in which form, and
 * knows afterwards how many bytes each vector was encoded to.
 *
 * <p>Thread-safety: none; every call comes from the thread that drives the session, inside a tensor scope.
 */
interface Arithmetic {
    /**
     * Every holder's vector becomes the mean.
     *
     * @param shares of the holders, by place; null when they are all the same
     */
    void allReduceMean(Wire wire, double @Nullable [] shares);

    /**
     * The same into a vector that nobody reads before {@link #await}.
     *
     * @param mean becomes the mean; outlives the present scope, or is a part of a vector that does
     * @param key what it is awaited by
     */
    void beginAllReduceMean(Wire wire, Tensor mean, Key key);

    /** Waits for what was begun or posted, if this process takes part in it and has not waited for it yet. */
    void await(Key key);

    /** Waits for everything that was begun or posted up to a step. */
    void settle(long step);

    /** Waits for nothing any more, and gives back the memory of what was begun or posted. */
    void drop();

    /** What all holders have, in rank order, as it arrives at the others; ends with the present scope. */
    List<Tensor> allGather(Wire wire);

    /** Every holder has its part of the mean, {@link Shards}, in its vector. */
    void reduceScatterMean(Wire wire);

    /** Every holder has the parts of the others in its vector, and keeps its own as it is. */
    void allGatherParts(Wire wire);

    /**
     * The mean of the holders' vectors at one of them, or at another.
     *
     * @param root rank
     * @param into becomes the mean; may be the root's own vector
     */
    void reduceMean(Wire wire, double @Nullable [] shares, int root, Tensor into);

    /** Every holder's vector becomes the root's. */
    void broadcast(Wire wire, int root, Tensor from);

    /** What the holders have arrives at the root, in rank order, into vectors of its own. */
    void gather(Wire wire, int root, List<Tensor> into);

    /** Every holder's vector becomes the one that the root has for it, in rank order. */
    void scatter(Wire wire, int root, List<Tensor> from);

    /**
     * One vector goes from its only holder to another rank.
     *
     * @param into becomes what is received
     * @param key what the receiver awaits it by; null if it waits at once
     */
    void send(Wire wire, int receiver, Tensor into, @Nullable Key key);

    /**
     * Something that was begun.
     *
     * @param step number of the step, as the communicator counts them
     * @param index its place among what was begun in that step
     */
    record Key(long step, int index) {}

    /** What was begun and has not been awaited, in order. Not thread-safe. */
    final class UnderWay {
        private final Map<Key, Begun> all = new LinkedHashMap<>();

        /** What was begun up to this step, or before a checkpoint, has arrived. */
        private long settled;

        private record Begun(Runnable landing, Runnable dropping) {
            void land() {
                boolean hasLanded = false;
                try {
                    landing.run();
                    hasLanded = true;
                } finally {
                    if (!hasLanded) {
                        dropping.run();
                    }
                }
            }
        }

        /**
         * Something was begun.
         *
         * @param landing waits for it and puts it where it belongs
         * @param dropping gives its memory back where that never happens
         */
        void begin(Key key, Runnable landing, Runnable dropping) {
            all.put(key, new Begun(landing, dropping));
        }

        /** Has something land, unless all has. */
        void await(Key key) {
            Begun begun = all.remove(key);
            if (begun != null) {
                begun.land();
            } else if (key.step() > settled) {
                throw new IllegalStateException("nothing was begun as " + key + "; under way: " + all.keySet());
            }
        }

        /** Has all land that was begun up to a step. */
        void settle(long step) {
            for (Iterator<Begun> left = all.values().iterator(); left.hasNext(); ) {
                Begun begun = left.next();
                left.remove();
                begun.land();
            }
            settled = step;
        }

        /** Nothing lands any more. */
        void drop() {
            all.values().forEach(begun -> begun.dropping.run());
            all.clear();
        }
    }

    /** The members are all in this process, which reads their vectors where they are. What is begun is there at once. */
    final class InProcess implements Arithmetic {
        @Override
        public void allReduceMean(Wire wire, double @Nullable [] shares) {
            StateGroup group = wire.group();
            List<Integer> members = group.ranks();
            Tensor mean = group.of(members.get(0));
            wire.meanForAll(mean, shares);
            for (int i = 1; i < members.size(); i++) {
                group.of(members.get(i)).copyInPlace(mean);
            }
        }

        @Override
        public void beginAllReduceMean(Wire wire, Tensor mean, Key key) {
            wire.meanForAll(mean, null);
        }

        @Override
        public void await(Key key) {}

        @Override
        public void settle(long step) {}

        @Override
        public void drop() {}

        @Override
        public List<Tensor> allGather(Wire wire) {
            List<Tensor> received = new ArrayList<>();
            for (int member : wire.group().ranks()) {
                received.add(wire.received(wire.group().of(member), member));
            }
            return received;
        }

        /** Everybody has the whole mean: what each needs of the others' parts to clip by, it has as well. */
        @Override
        public void reduceScatterMean(Wire wire) {
            StateGroup group = wire.group();
            Tensor mean = group.of(group.ranks().get(0));
            wire.mean(mean, null, Exchange.NO_ROOT);
            group.ranks().forEach(rank -> {
                if (!rank.equals(group.ranks().get(0))) {
                    group.of(rank).copyInPlace(mean);
                }
            });
        }

        @Override
        public void allGatherParts(Wire wire) {
            StateGroup group = wire.group();
            for (int k = 0; k < group.workers(); k++) {
                Wire part = wire.shard(k);
                if (part == null) {
                    wire.count(0);
                    continue;
                }
                int rank = group.ranks().get(k);
                TensorScope.run(() -> {
                    Tensor received = part.received(part.group().of(rank), rank);
                    wire.count(part.bytes());
                    for (int other : group.ranks()) {
                        if (other != rank) {
                            part.group().of(other).copyInPlace(received);
                        }
                    }
                });
            }
        }

        @Override
        public void reduceMean(Wire wire, double @Nullable [] shares, int root, Tensor into) {
            StateGroup group = wire.group();
            Tensor mean = group.of(group.ranks().get(0)).copy();
            wire.mean(mean, shares, root);
            into.copyInPlace(mean);
        }

        @Override
        public void broadcast(Wire wire, int root, Tensor from) {
            Tensor received = wire.received(from, Exchange.NO_ROOT);
            for (int member : wire.group().ranks()) {
                wire.group().of(member).copyInPlace(member == root ? from : received);
            }
        }

        @Override
        public void gather(Wire wire, int root, List<Tensor> into) {
            StateGroup group = wire.group();
            for (int i = 0; i < into.size(); i++) {
                int member = group.ranks().get(i);
                into.get(i).copyInPlace(member == root ? group.of(member) : wire.received(group.of(member), member));
            }
        }

        @Override
        public void scatter(Wire wire, int root, List<Tensor> from) {
            StateGroup group = wire.group();
            for (int i = 0; i < from.size(); i++) {
                int member = group.ranks().get(i);
                group.of(member)
                        .copyInPlace(member == root ? from.get(i) : wire.received(from.get(i), Exchange.NO_ROOT));
            }
        }

        @Override
        public void send(Wire wire, int receiver, Tensor into, @Nullable Key key) {
            int sender = wire.group().only();
            into.copyInPlace(wire.received(wire.group().of(sender), sender));
        }
    }
}
