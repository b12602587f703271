package io.github.snapshotexporter.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link BenchmarkCloud} that runs. */
final class CloudProcess implements AutoCloseable {
    private final Process process;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private CloudProcess(Process process) throws IOException {
        this.process = process;
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); !BenchmarkCloud.READY.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IllegalStateException("the local cloud does not start");
            }
            int equals = line.indexOf('=');
            if (equals > 0) {
                environment.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
    }

    /**
     * Starts one.
     *
     * @param exports of others, of which Lightsail has records
     */
    static CloudProcess start(int snapshots, int exports) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Those that say how much heap there is, and how it is collected, are meant for the function.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-X"))
                .forEach(command::add);
        command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        command.addAll(List.of(BenchmarkCloud.class.getName(), Integer.toString(snapshots), Integer.toString(exports)));
        return new CloudProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Which leads the exporter there. */
    Map<String, String> environment() {
        return environment;
    }

    /** Ends the process. */
    @Override
    public void close() {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
            process.waitFor();
        } catch (IOException | InterruptedException notEnded) {
            process.destroy();
        }
    }
}
