package org.longhaul.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaThreadsTest {
    /** An error, like any other failure, is thrown only when nobody uses the replicas any more. */
    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, IllegalStateException.class})
    void waitsForAllLanesBeforeItThrows(Class<? extends Throwable> type) {
        AtomicInteger finished = new AtomicInteger();
        AtomicReference<Object> firstAwaited = new AtomicReference<>();
        CountDownLatch failing = new CountDownLatch(1);
        AtomicBoolean left = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        try (ReplicaThreads threads = new ReplicaThreads(3)) {
            assertThatThrownBy(() -> {
                        try {
                            threads.run(3, item -> {
                                if (item == 0) {
                                    until(() -> LockSupport.getBlocker(caller) != null);
                                    firstAwaited.set(LockSupport.getBlocker(caller));
                                    failing.countDown();
                                    throw failure(type);
                                }
                                await(failing);
                                // The caller knows of the failure once it waits for another lane, or for none.
                                until(() -> left.get() || awaitsAnother(caller, firstAwaited.get()));
                                finished.incrementAndGet();
                            });
                        } finally {
                            assertThat(finished).hasValue(2);
                            left.set(true);
                        }
                    })
                    .isInstanceOf(type)
                    .hasMessage("lane 0");
        } finally {
            left.set(true);
        }
    }

    private static boolean awaitsAnother(Thread caller, @Nullable Object first) {
        Object awaited = LockSupport.getBlocker(caller);
        return awaited != null && awaited != first;
    }

    private static RuntimeException failure(Class<? extends Throwable> type) {
        if (type == OutOfMemoryError.class) {
            throw new OutOfMemoryError("lane 0");
        }
        return new IllegalStateException("lane 0");
    }

    private static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
