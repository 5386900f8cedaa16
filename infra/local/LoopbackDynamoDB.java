import java.lang.reflect.Field;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** DynamoDB Local listens on every interface and has no option against it; here it listens on loopback alone. */
class LoopbackDynamoDB {
    public static void main(String[] arguments) throws Exception {
        DynamoDBProxyServer dynamodb = ServerRunner.createServerFromCommandLineArgs(arguments);
        Field inner = DynamoDBProxyServer.class.getDeclaredField("server");
        inner.setAccessible(true);
        ServerConnector connector = (ServerConnector) ((Server) inner.get(dynamodb)).getConnectors()[0];
        connector.setHost("127.0.0.1");
        connector.setPort(0); // any free one; its own option refuses to be asked for that
        dynamodb.start();
        System.out.println("listening on " + connector.getLocalPort());
        while (System.in.read() != -1) {
            // until whoever started this is gone
        }
        Runtime.getRuntime().halt(0);
    }
}
