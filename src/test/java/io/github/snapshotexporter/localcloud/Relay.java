package io.github.snapshotexporter.localcloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes every connection that comes in at one address on to another. */
final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final InetSocketAddress to;

    private Relay(ServerSocket door, InetSocketAddress to) {
        this.door = door;
        this.to = to;
    }

    /** Starts at {@code from}, whose port may be 0 for a free one. */
    static Relay start(InetSocketAddress from, InetSocketAddress to) {
        try {
            Relay relay = new Relay(new ServerSocket(), to);
            relay.door.bind(from);
            Thread.startVirtualThread(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + from, e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    /** Takes no more connections. */
    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = door.accept();
                Thread.startVirtualThread(() -> connect(caller));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket caller) {
        try (caller;
                Socket callee = new Socket()) {
            callee.connect(to);
            Thread answers = Thread.startVirtualThread(() -> copy(callee, caller));
            copy(caller, callee);
            answers.join();
        } catch (IOException e) {
            // Nobody is there: the caller sees its connection closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            // Otherwise small packets wait for acknowledgements.
            to.setTcpNoDelay(true);
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // Either side may hang up.
        }
    }
}
