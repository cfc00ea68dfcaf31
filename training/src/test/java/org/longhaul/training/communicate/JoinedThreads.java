package org.longhaul.training.communicate;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Members of a training as threads of one process, that have nothing of each other but copied bytes. */
public final class JoinedThreads {
    private static final long PATIENCE_SECONDS = 20;

    private record Message(String channel, int from, int to, long number) {}

    private final int size;
    private final Map<Message, CompletableFuture<byte[]>> messages = new ConcurrentHashMap<>();
    private final Member[] members;
    /** Whether a member has failed: nobody waits for what it will not send any more. */
    private volatile boolean hasFailed;

    /** So many members. */
    public JoinedThreads(int size) {
        this.size = size;
        members = new Member[size];
        for (int rank = 0; rank < size; rank++) {
            members[rank] = new Member(rank);
        }
    }

    /** Lets every member do something on a thread of its own; what came of it, by rank. The first failure ends all. */
    public static <T> List<T> run(int size, Function<Transport, T> body) throws Exception {
        return new JoinedThreads(size).each(body);
    }

    /** The same of these members. */
    public <T> List<T> each(Function<Transport, T> body) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Member member : members) {
                Callable<T> one = () -> {
                    try {
                        return body.apply(member);
                    } catch (Throwable e) {
                        hasFailed = true;
                        member.close();
                        throw e;
                    }
                };
                running.add(threads.submit(one));
            }
            List<T> results = new ArrayList<>();
            Exception failure = null;
            for (Future<T> each : running) {
                try {
                    results.add(each.get());
                } catch (ExecutionException e) {
                    Exception cause = e.getCause() instanceof Exception exception ? exception : e;
                    failure = failure == null || failure instanceof LostMemberException ? cause : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Bytes that a member sent one to one. */
    public long sentBytes(int rank) {
        return members[rank].sent;
    }

    /** How often a member sent one to one. */
    public long sentMessages(int rank) {
        return members[rank].messagesSent;
    }

    /** Bytes of the vectors that a member had added up over all members, once each. */
    public long reducedBytes(int rank) {
        return members[rank].reduced;
    }

    private CompletableFuture<byte[]> message(String channel, int from, int to, long number) {
        CompletableFuture<byte[]> message =
                messages.computeIfAbsent(new Message(channel, from, to, number), key -> new CompletableFuture<>());
        if (hasFailed) {
            message.completeExceptionally(
                    new LostMemberException(from + " may be gone", new IllegalStateException("another failed")));
        }
        return message;
    }

    private final class Member implements Transport {
        private final int rank;
        private final Map<String, Long> numbers = new HashMap<>();
        private long sent;
        private long messagesSent;
        private long reduced;

        Member(int rank) {
            this.rank = rank;
        }

        private long next(String what) {
            return numbers.merge(what, 1L, Long::sum);
        }

        private byte[] wait(CompletableFuture<byte[]> message, int from) {
            try {
                return message.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new LostMemberException(rank + " waited for " + from, e);
            }
        }

        @Override
        public int rank() {
            return rank;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Pending allReduceSum(Tensor vector, List<Integer> all) {
            if (!all.contains(rank) || all.size() < 2 || !vector.isContiguous()) {
                throw new IllegalArgumentException(rank + " adds up among " + all);
            }
            String channel = "sum of " + all;
            long number = next(channel);
            byte[] own = Tensors.toBytes(vector);
            reduced += own.length;
            all.forEach(other -> message(channel, rank, other, number).complete(own));
            return () -> TensorScope.run(() -> {
                vector.zeroInPlace();
                for (int other : all) {
                    byte[] bytes = wait(message(channel, other, rank, number), other);
                    vector.addInPlace(
                            Tensors.fromBytes(vector.device(), vector.dtype(), ByteBuffer.wrap(bytes), vector.shape()));
                }
            });
        }

        @Override
        public Pending send(Tensor vector, int to) {
            if (to == rank || !vector.isContiguous()) {
                throw new IllegalArgumentException(rank + " sends to " + to);
            }
            byte[] bytes = Tensors.toBytes(vector);
            sent += bytes.length;
            messagesSent++;
            message("", rank, to, next("to " + to)).complete(bytes);
            return () -> {};
        }

        @Override
        public Pending receive(Tensor into, int from) {
            if (from == rank || !into.isContiguous()) {
                throw new IllegalArgumentException(rank + " receives from " + from);
            }
            CompletableFuture<byte[]> message = message("", from, rank, next("from " + from));
            return () -> TensorScope.run(() -> {
                byte[] bytes = wait(message, from);
                if (bytes.length != into.elements() * into.dtype().bytes()) {
                    throw new IllegalStateException(
                            bytes.length + " bytes were sent from " + from + " to " + rank + ", who expects " + into);
                }
                into.copyInPlace(Tensors.fromBytes(into.device(), into.dtype(), ByteBuffer.wrap(bytes), into.shape()));
            });
        }

        /** Everybody who waits for anything is told. */
        @Override
        public void close() {
            LostMemberException lost = new LostMemberException(rank + " is gone", new IllegalStateException("closed"));
            messages.values().forEach(message -> message.completeExceptionally(lost));
        }
    }
}
