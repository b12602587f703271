package io.github.snapshotexporter.snapstart;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import io.github.snapshotexporter.ExportHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The function in a JVM of its own, run by AWS's runtime interface client as in Lambda, with what the package has. */
public final class FunctionProcess implements AutoCloseable {
    private static final String HANDLER = ExportHandler.class.getName();

    private final Process process;
    private final Path classes;
    private final Path log;

    private FunctionProcess(Process process, Path classes, Path log) {
        this.process = process;
        this.classes = classes;
        this.log = log;
    }

    /**
     * Starts that of this build under this runtime API, which hears of its end.
     *
     * @param folder takes its files
     * @param environment beside the variables that Lambda and the template set whatever the test is
     */
    public static FunctionProcess start(Path folder, RuntimeApi lambda, Map<String, String> environment)
            throws IOException {
        return start(folder, lambda, environment, FunctionPackage.ofThisBuild(), List.of());
    }

    /**
     * The same with this package.
     *
     * @param prefix of the command, for example of a program that limits the CPU
     */
    public static FunctionProcess start(
            Path folder,
            RuntimeApi lambda,
            Map<String, String> environment,
            FunctionPackage function,
            List<String> prefix)
            throws IOException {
        Path classes = folder.resolve("classes.log");
        Path log = folder.resolve("function.log");
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                // What a function of 1,024 MB sees of its machine: the sizes of the heap follow from it.
                "-XX:MaxRAM=1024m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                // As AWS's runtime sets it: without it org.crac finds nobody who would call a hook.
                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                "-Xlog:class+load:file=" + classes + "::filecount=0",
                "-classpath",
                function.classPath(),
                AWSLambda.class.getName(),
                HANDLER));
        ProcessBuilder java = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        java.environment().clear();
        java.environment().putAll(environment);
        java.environment()
                .putAll(Map.of(
                        "AWS_LAMBDA_RUNTIME_API", lambda.address(),
                        "AWS_LAMBDA_FUNCTION_NAME", "exporter",
                        "AWS_RETRY_MODE", "standard",
                        "AWS_MAX_ATTEMPTS", "3",
                        "_HANDLER", HANDLER,
                        "LAMBDA_TASK_ROOT", folder.toString(),
                        "TZ", ":UTC"));
        Process process = java.start();
        Thread.startVirtualThread(() -> {
            process.onExit().join();
            lambda.ended("the function's process has ended");
        });
        return new FunctionProcess(process, classes, log);
    }

    /** The classes that were loaded so far, in their order. */
    public List<String> loadedClasses() throws IOException {
        return Files.readAllLines(classes);
    }

    /** The CPU time that it has used so far, in steps of the system's clock. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** How much of its memory is resident now, in bytes; for Linux. */
    public long residentMemory() throws IOException {
        String line = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    }

    /** What it has written so far. */
    public List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
