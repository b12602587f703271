package io.github.snapshotexporter.proof;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Ctrl-C does not stop the thread that makes things: whoever deletes them then waits for the call that is under way, and
 * lets no other one begin.
 */
final class Turns implements ExecutionInterceptor {
    private static final long LONGEST_CALL_IN_SECONDS = 30;

    /** Fair, so that the next call of the other thread comes after. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private volatile boolean over;

    /** Does the last thing that is done, when no call is under way any more; a call after it fails. */
    void last(Runnable action) {
        boolean alone = false;
        try {
            alone = turn.tryLock(LONGEST_CALL_IN_SECONDS, TimeUnit.SECONDS);
            action.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            over = true;
            if (alone) {
                turn.unlock();
            }
        }
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        turn.lock();
        if (over) {
            turn.unlock();
            throw new ProofException("It was interrupted.");
        }
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        end();
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        end();
    }

    private void end() {
        if (turn.isHeldByCurrentThread() && turn.getHoldCount() > 0) {
            turn.unlock();
        }
    }
}
