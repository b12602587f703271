package io.github.snapshotexporter.localcloud;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The MD5 digests that SQS sends along and the SDK checks. */
final class Md5 {

    private Md5() {}

    static String of(String body) {
        return hex(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of message attributes: each part with its length before it, in the order of the names. */
    static String of(Map<String, SqsAttribute> attributes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TreeMap<>(attributes).forEach((name, attribute) -> {
            part(out, name.getBytes(StandardCharsets.UTF_8));
            part(out, attribute.dataType().getBytes(StandardCharsets.UTF_8));
            out.write(attribute.isBinary() ? 2 : 1);
            part(out, attribute.bytes());
        });
        return hex(out.toByteArray());
    }

    private static void part(ByteArrayOutputStream out, byte[] bytes) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
