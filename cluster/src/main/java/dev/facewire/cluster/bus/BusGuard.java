package dev.facewire.cluster.bus;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sits on the event bus's listening socket and puts a check in front of every connection: what is not a message of this
 * bus closes it at its first bytes, and so does what would take too much memory or never ends. It keeps strangers'
 * garbage (a web page's POST, a port scan) from harming the process. It is no authentication.
 */
@ChannelHandler.Sharable
public final class BusGuard extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(BusGuard.class);
    /** In which a first message, and every message that has begun, must be complete. Peers ping each second. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Vert.x' buffer doubles while it grows, so that the heap needs some times these bytes. */
    private static final int HEAP_SHARE = 8;
    /** Of several refusals within this time one is logged. */
    private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int maxLength;
    private final long maxPending;
    /** Bytes of incomplete messages of all connections. */
    private final AtomicLong pending = new AtomicLong();

    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_NANOS);

    /**
     * Bounds messages, and all unfinished messages together by a share of the heap.
     *
     * @param maxLength of one message, in bytes
     */
    public BusGuard(int maxLength) {
        this.maxLength = maxLength;
        maxPending = Math.max(2L * maxLength, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** A connection was accepted; Vert.x adds its own handlers after this one. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        ((Channel) accepted).pipeline().addLast("bus-guard", new Connection());
        ctx.fireChannelRead(accepted);
    }

    private void refuse(ChannelHandlerContext ctx, String what) {
        refused.incrementAndGet();
        long now = System.nanoTime();
        long last = loggedAt.get();
        if (now - last >= LOG_NANOS && loggedAt.compareAndSet(last, now)) {
            log.warn(
                    "{} connection(s) to the event bus refused, the last one from {}: {} is not one of this cluster's",
                    refused.getAndSet(0),
                    ctx.channel().remoteAddress(),
                    what);
        }
        var unused = ctx.close();
    }

    /** The check of one connection, on its event loop. */
    private final class Connection extends ChannelInboundHandlerAdapter {
        private final BusFrames frames = new BusFrames(maxLength);
        private boolean closed;
        private Future<?> timer;
        private int counted;
        /** Completed messages when the timer was last started; -1 until a first one is awaited. */
        private long completedAtTimer;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            await(ctx);
            ctx.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            String refusal = closed ? "" : check((ByteBuf) message);
            if (refusal == null) {
                if (timer == null && frames.pending() > 0) {
                    await(ctx);
                }
                ctx.fireChannelRead(message);
                return;
            }
            ReferenceCountUtil.release(message);
            if (!closed) {
                closed = true;
                refuse(ctx, refusal);
            }
        }

        private String check(ByteBuf data) {
            String refusal = frames.accept(data);
            return refusal == null && count(frames.pending()) > maxPending
                    ? "more unfinished messages than fit into memory: this one"
                    : refusal;
        }

        private long count(int bytes) {
            long all = pending.addAndGet((long) bytes - counted);
            counted = bytes;
            return all;
        }

        private void await(ChannelHandlerContext ctx) {
            completedAtTimer = frames.completed();
            timer = ctx.executor().schedule(() -> late(ctx), PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        }

        private void late(ChannelHandlerContext ctx) {
            timer = null;
            boolean waiting = frames.completed() == 0 || frames.pending() > 0;
            if (waiting && frames.completed() == completedAtTimer && !closed) {
                closed = true;
                refuse(ctx, "a message that does not end");
            } else if (waiting) {
                await(ctx);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            count(0);
            if (timer != null) {
                timer.cancel(false);
            }
            ctx.fireChannelInactive();
        }
    }
}
