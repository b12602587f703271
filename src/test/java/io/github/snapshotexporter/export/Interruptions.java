package io.github.snapshotexporter.export;

import io.github.snapshotexporter.world.InvocationDied;
import io.github.snapshotexporter.world.World;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What comes between two steps of a receive. */
final class Interruptions {
    private Interruptions() {}

    /** Lets the receive die that is about to make the next such call; later ones live. */
    static void dieBefore(World world, String call) {
        dieBefore(world, call, 1);
    }

    /** Lets the receive die that is about to make the {@code nth} such call from now on; later ones live. */
    static void dieBefore(World world, String call, int nth) {
        doBefore(world, call, nth, () -> {
            throw new InvocationDied("before " + call);
        });
    }

    /** Lets the receive die whose next such call has taken effect; later ones live. */
    static void dieAfter(World world, String call) {
        AtomicInteger left = new AtomicInteger(1);
        world.tap().after(made -> {
            if (made.equals(call) && left.decrementAndGet() == 0) {
                throw new InvocationDied("after " + call);
            }
        });
    }

    /**
     * Does something else just before the next such call, for example another receive.
     *
     * @return whether that was done
     */
    static AtomicBoolean doBefore(World world, String call, Runnable action) {
        return doBefore(world, call, 1, action);
    }

    /** The same before the {@code nth} such call from now on. */
    static AtomicBoolean doBefore(World world, String call, int nth, Runnable action) {
        AtomicInteger left = new AtomicInteger(nth);
        AtomicBoolean done = new AtomicBoolean();
        world.tap().before(made -> {
            if (made.equals(call) && left.decrementAndGet() == 0) {
                done.set(true);
                action.run();
            }
        });
        return done;
    }
}
