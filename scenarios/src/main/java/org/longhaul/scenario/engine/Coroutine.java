package org.longhaul.scenario.engine;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A computation on a thread of its own that may ask its caller something in its midst and waits for the answer. Only one of the
 * two threads ever runs, so that the order of everything is that of one program.
 *
 * @param <Q> what it asks
 * @param <A> what it is answered
 * @param <R> what comes of one run
 */
final class Coroutine<Q, A, R> implements AutoCloseable {
    private final Semaphore mine = new Semaphore(0);
    private final Semaphore callers = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);
    private @Nullable Supplier<R> body;
    private @Nullable Q question;
    private @Nullable A answer;
    private @Nullable R result;
    private @Nullable Throwable failure;
    private boolean isClosed;

    /** The caller will give no answer any more. */
    private static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("nobody answers any more");
        }
    }

    Coroutine(String name) {
        Thread thread = new Thread(this::serve, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs a body up to its end or its first question. @return what it asks; null if it has ended */
    @Nullable
    Q run(Supplier<R> next) {
        body = next;
        return handOver();
    }

    /** Answers, and lets the body run to its end or its next question. @return what it asks; null if it has ended */
    @Nullable
    Q answer(A given) {
        answer = given;
        return handOver();
    }

    /** What the body came to, which has ended. */
    R result() {
        R made = result;
        if (made == null) {
            throw new IllegalStateException("it has not come to its end");
        }
        return made;
    }

    private @Nullable Q handOver() {
        question = null;
        mine.release();
        callers.acquireUninterruptibly();
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        return question;
    }

    /** For the body: asks, and waits for the answer. */
    A ask(Q asked) {
        if (isClosed) {
            throw new ClosedException();
        }
        question = asked;
        callers.release();
        mine.acquireUninterruptibly();
        A given = answer;
        answer = null;
        if (given == null) {
            throw new ClosedException();
        }
        return given;
    }

    private void serve() {
        try {
            serveUntilClosed();
        } finally {
            ended.release();
        }
    }

    private void serveUntilClosed() {
        while (!isClosed) {
            mine.acquireUninterruptibly();
            Supplier<R> next = body;
            if (isClosed || next == null) {
                return;
            }
            try {
                result = next.get();
            } catch (ClosedException e) {
                return;
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            callers.release();
        }
    }

    /** Ends the thread, in the midst of a body if it waits for an answer. */
    @Override
    public void close() {
        isClosed = true;
        mine.release();
        ended.acquireUninterruptibly();
        ended.release();
    }
}
