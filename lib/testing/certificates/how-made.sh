# Made with OpenSSL 3 by these lines; the authority's key was thrown away.
set -e
ec() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
ec authority.key
openssl req -x509 -new -key authority.key -sha256 -days 36500 -subj "/CN=Callboard test authority" -out authority.crt
touch index.txt; echo 01 > serial
cat > ca.cnf <<C
[ca]
default_ca = test
[test]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
C
sign() { # name, host, from, to
  ec "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=$2" -out "$1.csr"
  printf 'subjectAltName=DNS:%s\n' "$2" > extensions
  openssl ca -batch -notext -config ca.cnf -cert authority.crt -keyfile authority.key -in "$1.csr" -extfile extensions \
    -startdate "$3" -enddate "$4" -out "$1.crt"
}
sign expired localhost 20250101000000Z 20260102000000Z
sign not-yet-valid localhost 20990101000000Z 21260101000000Z
sign other-name other.example 20260101000000Z 21260101000000Z
sign valid localhost 20260101000000Z 21260101000000Z
rm -f authority.key *.csr *.pem index.txt* serial* ca.cnf extensions
# These two are self-signed, and trusted themselves where a test needs that.
own() { # name, common name, extension...
  ec "$1.key"
  openssl req -x509 -new -key "$1.key" -sha256 -days 36500 -subj "/CN=$2" -addext "$3" -addext "$4" -out "$1.crt"
}
own client-usage localhost subjectAltName=DNS:localhost extendedKeyUsage=clientAuth
own address-as-name 127.0.0.1 subjectAltName=DNS:127.0.0.1 extendedKeyUsage=serverAuth
# For clients: one signed by the root itself, one by an authority below it, whose file holds both.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout root.key -sha256 -days 36500 -subj "/CN=Callboard client root" -out client-root.crt
client() { # name, subject, issuer, extension
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
  echo "$4" > extensions
  openssl x509 -req -in "$1.csr" -CA "$3.crt" -CAkey "$3.key" -set_serial "0x$(openssl rand -hex 8)" -sha256 -days 36500 -extfile extensions -out "$1.crt"
}
cp client-root.crt root.crt
ec client-ec.key
client client-ec "/O=Example/CN=client one" root extendedKeyUsage=clientAuth
ec below.key
client below "/CN=Callboard client authority" root basicConstraints=critical,CA:TRUE
openssl genrsa -out client-rsa.key 2048
client client-rsa "/O=Example/CN=client two" below extendedKeyUsage=clientAuth
cat below.crt >> client-rsa.crt
rm -f root.* below.* *.csr extensions
