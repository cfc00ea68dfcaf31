package org.longhaul.wire.record;

import java.util.List;
import org.longhaul.training.communicate.Transport;
import org.longhaul.training.tensor.Tensor;

/** A transport whose calls and waits are marked: from the first to the last of an exchange its member has to do with others. */
final class TimedTransport implements Transport {
    private final Transport timed;
    private final Runnable mark;

    /** @param mark runs when a call or a wait begins, and when it is over */
    TimedTransport(Transport timed, Runnable mark) {
        this.timed = timed;
        this.mark = mark;
    }

    @Override
    public int rank() {
        return timed.rank();
    }

    @Override
    public int size() {
        return timed.size();
    }

    @Override
    public Pending allReduceSum(Tensor vector, List<Integer> members) {
        mark.run();
        return marked(timed.allReduceSum(vector, members));
    }

    @Override
    public Pending send(Tensor vector, int to) {
        mark.run();
        return marked(timed.send(vector, to));
    }

    @Override
    public Pending receive(Tensor into, int from) {
        mark.run();
        return marked(timed.receive(into, from));
    }

    private Pending marked(Pending pending) {
        mark.run();
        return () -> {
            mark.run();
            pending.await();
            mark.run();
        };
    }

    @Override
    public void close() {
        timed.close();
    }
}
