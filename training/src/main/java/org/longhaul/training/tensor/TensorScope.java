package org.longhaul.training.tensor;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * The life of the tensors created on this thread while the scope is the innermost open one: closing it frees them.
 *
 * <pre>{@code
 * TensorScope.run(() -> {
 *     Tensor loss = model.loss(parameters, batch);
 *     loss.backward();
 * });
 * }</pre>
 *
 * <p>Scopes nest and are closed in reverse order. A tensor that must outlive its scope is passed to {@link
 * Tensor#keep()} and then belongs to whoever calls {@link Tensor#close()} on it. Creating a tensor with no open scope
 * is an error ({@link IllegalStateException}), because nothing would free it.
 *
 * <p>Thread-safety: a scope belongs to the thread that opened it. Kept tensors may be used by any one thread at a time.
 */
public final class TensorScope implements AutoCloseable {
    /** Tensors that hold native memory now, in the whole process, as native memory is. */
    private static final LongAdder LIVE = new LongAdder();

    private static final ThreadLocal<TensorScope> INNERMOST = new ThreadLocal<>();

    private final PointerScope pointers;
    private final @Nullable TensorScope outer;
    private final Thread thread = Thread.currentThread();
    private long created;
    private boolean open = true;

    private TensorScope() {
        LibTorch.load();
        outer = INNERMOST.get();
        pointers = new PointerScope();
        INNERMOST.set(this);
    }

    /** Opens a scope on this thread; use it in try-with-resources. */
    public static TensorScope open() {
        return new TensorScope();
    }

    /** Runs {@code body} in a scope of its own. */
    public static void run(Runnable body) {
        TensorScope scope = open();
        try {
            body.run();
        } finally {
            scope.close();
        }
    }

    /** Runs {@code body} in a scope of its own and returns its result, which must not be a tensor. */
    public static double evaluate(DoubleSupplier body) {
        TensorScope scope = open();
        try {
            return body.getAsDouble();
        } finally {
            scope.close();
        }
    }

    /** Runs {@code body} in a scope of its own and returns its tensor kept: the caller closes it. */
    public static Tensor compute(Supplier<Tensor> body) {
        TensorScope scope = open();
        try {
            return body.get().keep();
        } finally {
            scope.close();
        }
    }

    /**
     * Tensors now alive in this process, in scopes or kept: constant from step to step unless something leaks. Exact
     * only while no other thread creates or frees tensors.
     */
    public static long liveTensors() {
        return LIVE.sum();
    }

    /** Same as {@link Tensor#keep()}: lets {@code tensor} outlive this scope. */
    public Tensor keep(Tensor tensor) {
        return tensor.keep();
    }

    /**
     * Frees the tensors of this scope that were not kept.
     *
     * @throws IllegalStateException on another thread than the one that opened it, or while an inner scope is open
     */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        if (Thread.currentThread() != thread || INNERMOST.get() != this) {
            throw new IllegalStateException("a tensor scope closes on its own thread, after the scopes inside it");
        }
        open = false;
        if (outer == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(outer);
        }
        pointers.close();
        LIVE.add(-created);
    }

    /** Counts a tensor that was just created on this thread. */
    static void created() {
        TensorScope scope = INNERMOST.get();
        if (scope == null) {
            throw new IllegalStateException("no tensor scope is open on this thread\nMaybe wrap the code in"
                    + " TensorScope.run(...), or open a TensorScope in try-with-resources.");
        }
        scope.created++;
        LIVE.increment();
    }

    /** Counts one more (a tensor was kept) or one less (a kept tensor was closed). */
    static void kept(int change) {
        LIVE.add(change);
    }
}
